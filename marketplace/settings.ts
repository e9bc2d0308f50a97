import { z } from 'zod'
import type { SettingValue, SettingValues } from './installations.ts'

const text = z.string().max(500)

/** The part of JSON Schema 2020-12 of which a form can be made; a property outside it is left at its default. */
const property = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('string'),
    enum: z.array(text).min(1).max(50).optional(),
    default: z.string().optional(),
    maxLength: z.int().positive().optional(),
    format: text.optional(),
    'x-secret': z.boolean().optional(),
  }),
  z.object({
    type: z.enum(['integer', 'number']),
    default: z.number().optional(),
    minimum: z.number().optional(),
    maximum: z.number().optional(),
  }),
  z.object({ type: z.literal('boolean'), default: z.boolean().optional() }),
  z.object({
    type: z.literal('array'),
    items: z.object({ type: z.literal('string'), enum: z.array(text).max(50).optional() }),
    default: z.array(z.string()).optional(),
  }),
])
type Property = z.infer<typeof property>

const shape = z.object({
  type: z.literal('object'),
  properties: z.record(z.string(), z.unknown()).default({}),
  required: z.array(z.string()).default([]),
})
const words = z.object({ title: text.optional(), description: text.optional() })

/** One field of the form of an add-on's settings. Label and help are the vendor's words. */
export interface SettingField {
  name: string
  label: string
  help: string | undefined
  required: boolean
  property: Exclude<Property, { 'x-secret': true }>
}

/** The fields of a settings schema in its order; none if there is no schema, or nothing that a form can show. */
export const fieldsOf = (schema: unknown): SettingField[] => {
  const read = shape.safeParse(schema)
  if (!read.success) return []
  return Object.entries(read.data.properties).flatMap(([name, described]) => {
    const found = property.safeParse(described)
    if (!found.success || isSecret(found.data)) return []
    const { title, description } = words.safeParse(described).data ?? {}
    const required = read.data.required.includes(name)
    return [{ name, label: title ?? name, help: description, required, property: found.data }]
  })
}

const isSecret = (one: Property) => one.type === 'string' && one['x-secret'] === true

/** What a fresh installation starts with. */
export const defaultsOf = (schema: unknown): SettingValues =>
  Object.fromEntries(
    fieldsOf(schema).flatMap(({ name, property: { default: value } }) =>
      value === undefined ? [] : [[name, value]],
    ),
  )

/** A form's texts as values of the types that the schema names; what was left empty is left out. */
export const valuesIn = (fields: readonly SettingField[], body: Record<string, unknown>): SettingValues =>
  Object.fromEntries(
    fields.flatMap(field => {
      const value = valueOf(field, body[`setting-${field.name}`])
      return value === undefined ? [] : [[field.name, value]]
    }),
  )

const valueOf = ({ property: one }: SettingField, typed: unknown): SettingValue | undefined => {
  const given = (Array.isArray(typed) ? typed : [typed]).filter(part => typeof part === 'string')
  const [first = ''] = given
  switch (one.type) {
    case 'boolean':
      return first === 'on'
    case 'string':
      return first === '' ? undefined : first
    case 'integer':
    case 'number':
      return first.trim() === '' ? undefined : asNumber(first)
    case 'array':
      return given.flatMap(part => part.split(/\r?\n/)).filter(part => part.trim() !== '')
  }
}

// What is no number stays as it was typed, so that the schema refuses it and the form shows it again.
const asNumber = (typed: string) => (Number.isFinite(Number(typed)) ? Number(typed) : typed)
