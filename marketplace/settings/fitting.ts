import type { SettingValues } from '../installations.ts'
import { fieldsOf, settingsAfter } from '../settings.ts'
import { problemsWith } from './checking.ts'

/**
 * Settings as another release wants them: what it does not know is left out, what it refuses becomes its default where
 * it has one. What is still missing is asked for as "Needs set-up".
 */
export const fitted = (schema: unknown, before: SettingValues): SettingValues => {
  const fields = new Map(fieldsOf(schema).map(field => [field.name, field.property.default]))
  const known = Object.fromEntries(Object.entries(before).filter(([name]) => fields.has(name)))
  const values = settingsAfter(schema, known)
  for (const { name } of problemsWith(schema, values)) {
    const value = fields.get(name)
    if (value !== undefined) values[name] = value
  }
  return values
}
