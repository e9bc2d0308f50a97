import { readSettingsSchema } from '../../../contracts/settings-schema.ts'

/** Why a settings schema can't be used; nothing if it can: then a form can be made of it. */
export const checkSettings = (schema: Record<string, unknown>) => {
  const read = readSettingsSchema(schema)
  return read.kind === 'usable' ? [] : read.problems
}
