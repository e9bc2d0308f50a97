import { placeholderOf } from '../../contracts/addon-api.ts'
import type { Json } from '../../contracts/json.ts'
import type { Installation } from '../installations.ts'
import { readableNames } from '../settings/standing.ts'
import type { SecretSettings } from './secret-settings.ts'

/** The settings as add-on code sees them: a secret that is set, and can be read, stands there as its placeholder. */
export const settingsTold = async (
  { addon, settings }: Installation,
  secrets: SecretSettings,
): Promise<{ [name: string]: Json }> => {
  const names = await readableNames(secrets, addon)
  return { ...settings, ...Object.fromEntries(names.map(name => [name, placeholderOf(name)])) }
}
