import type { Json } from '../../contracts/json.ts'
import type { Installation } from '../installations.ts'
import { readableNames } from '../settings/standing.ts'
import type { BrokerNeeds } from './broker.ts'
import { placeholdersOf } from './placeholders.ts'

/** The settings as add-on code sees them: a secret that is set, and can be read, stands there as its placeholder. */
export const settingsTold = async (
  { addon, settings }: Installation,
  { secrets, signatureOf }: Pick<BrokerNeeds, 'secrets' | 'signatureOf'>,
): Promise<{ [name: string]: Json }> => {
  const names = await readableNames(secrets, addon)
  const placeholderOf = placeholdersOf(signatureOf, addon)
  return { ...settings, ...Object.fromEntries(names.map(name => [name, placeholderOf(name)])) }
}
