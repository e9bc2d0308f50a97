import {
  compiled,
  readSettingsSchema,
  type SettingsSchema,
  type Wrong,
} from '../../contracts/settings-schema.ts'

/** A settings schema, read once, with the check of values against it. */
export interface Known {
  read: SettingsSchema
  check: (values: Record<string, unknown>) => Wrong[]
}

// To read a schema takes some ms, and a page may ask for that of every add-on; those asked for last are kept.
const remembered = new Map<string, Known>()
const most = 200

export const known = (schema: unknown): Known => {
  const key = JSON.stringify(schema) ?? ''
  const found = remembered.get(key) ?? learn(schema)
  remembered.delete(key)
  remembered.set(key, found)
  const [oldest] = remembered.keys()
  if (remembered.size > most && oldest !== undefined) remembered.delete(oldest)
  return found
}

const learn = (schema: unknown): Known => {
  const read = readSettingsSchema(schema)
  const isForm = read.kind === 'usable' && read.fields.length > 0
  return { read, check: isForm ? compiled(read.fields) : () => [] }
}
