import { z } from 'zod'
import { oneLine } from './manifest.ts'
import { mistakesIn } from './settings-schema/mistakes.ts'
import { type Property, property } from './settings-schema/properties.ts'

export { choicesIn, type Format, isSecret, type Property } from './settings-schema/properties.ts'
export { compiled, type Wrong } from './settings-schema/validator.ts'

const name = z
  .string()
  .max(60)
  .regex(/^[A-Za-z][A-Za-z0-9_.-]*$/, {
    error: 'the name of a setting begins with a letter and goes on with letters, digits and _ . -',
  })
  // each of these is already there in every object
  .refine(one => !(one in {}), { error: 'this name belongs to JavaScript itself' })

const root = z.strictObject({
  $schema: z.literal('https://json-schema.org/draft/2020-12/schema').optional(),
  $id: z.string().max(500).optional(),
  $comment: z.string().optional(),
  title: oneLine(120).optional(),
  description: oneLine(500).optional(),
  type: z.literal('object'),
  properties: z
    .record(z.string(), property)
    .default({})
    .refine(all => Object.keys(all).length <= 60, { error: 'has more than 60 settings' }),
  required: z.array(z.string()).default([]),
  additionalProperties: z.boolean().optional(),
})

/** One field of the form of an add-on's settings. */
export interface SettingField {
  name: string
  required: boolean
  property: Property
}

/** A settings schema, read: the fields of its form in their order, or in words why there can be none. */
export type SettingsSchema =
  | { kind: 'usable'; fields: SettingField[] }
  | { kind: 'unusable'; problems: string[] }

/** Reads `settings` of a manifest; an add-on without any has no fields. */
export const readSettingsSchema = (schema: unknown): SettingsSchema => {
  if (schema === undefined) return { kind: 'usable', fields: [] }
  const read = root.safeParse(schema)
  const problems = [...wrongNames(schema), ...(read.error?.issues ?? []).map(inWords)]
  if (!read.success || problems.length > 0) return { kind: 'unusable', problems }
  const { properties, required } = read.data
  const fields = Object.entries(properties).map(([key, one]) => ({
    name: key,
    required: required.includes(key),
    property: one,
  }))
  const mistakes = [...mistakesIn(fields), ...required.flatMap(unknownIn(properties))]
  return mistakes.length > 0 ? { kind: 'unusable', problems: mistakes } : { kind: 'usable', fields }
}

// asked of the schema itself: reading it into an object may drop a name such as __proto__
const wrongNames = (schema: unknown) => {
  const { properties }: { properties?: unknown } = typeof schema === 'object' && schema ? schema : {}
  if (typeof properties !== 'object' || properties === null) return []
  return Object.keys(properties).flatMap(key => {
    const { error } = name.safeParse(key)
    return error ? [`properties: "${key.slice(0, 80)}": ${error.issues[0]?.message}`] : []
  })
}

const unknownIn = (properties: Record<string, Property>) => (one: string) =>
  Object.hasOwn(properties, one) ? [] : [`required: "${one}" is none of the properties`]

const inWords = ({ path, message }: z.core.$ZodIssue) =>
  `${path.length > 0 ? `${path.join('.')}: ` : ''}${message}`
