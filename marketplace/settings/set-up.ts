import type { SettingValues } from '../installations.ts'
import { problemsWith, type SettingError } from './checking.ts'

/**
 * What stands between an add-on and its work: a required setting that is missing, or one that its schema does not allow
 * (any more). `secretNames` are the secrets that can be read.
 */
export const missingSetUp = (
  schema: unknown,
  values: SettingValues,
  secretNames: readonly string[],
): SettingError[] =>
  problemsWith(schema, values).filter(
    ({ name, code }) => !(code === 'required' && secretNames.includes(name)),
  )

/** Such an add-on is installed, may be active, and is not loaded until somebody has set it up. */
export const needsSetUp = (schema: unknown, values: SettingValues, secretNames: readonly string[]): boolean =>
  missingSetUp(schema, values, secretNames).length > 0
