import { z } from 'zod'
import { oneLine } from '../manifest.ts'
import { PatternRefused, patternOf } from '../patterns.ts'

/** No text of a setting, text with a pattern, or line of a list may be longer; no list may have more lines. */
export const longestText = 20_000
export const longestMatched = 1000
export const longestLine = 500
export const longestList = 500

/** What stands for a format, and how long a text of it may be. A time may leave out seconds and offset, as forms do. */
export const formats = {
  email: 254,
  uri: 2000,
  time: 40,
  date: 40,
  'date-time': 40,
  hostname: 253,
  ipv4: 40,
  ipv6: 60,
  uuid: 40,
}
export type Format = keyof typeof formats
const format = z.enum(Object.keys(formats) as [Format, ...Format[]])

const pattern = z.string().check(({ value, issues }) => {
  try {
    patternOf(value)
  } catch (error) {
    if (!(error instanceof PatternRefused)) throw error
    issues.push({ code: 'custom', input: value, message: `"${value.slice(0, 60)}" ${error.message}` })
  }
})

const words = {
  /** the vendor's words: label and help of the field */
  title: oneLine(120).optional(),
  description: oneLine(500).optional(),
  /** fields of one group stand together under these words */
  'x-group': oneLine(60).optional(),
  $comment: z.string().optional(),
  examples: z.array(z.json()).optional(),
}

// an empty text is what a form sends when nothing is chosen
const oneText = z.string().min(1).max(longestLine)
const choicesOf = <One extends z.ZodType>(one: One) => ({
  enum: z.array(one).min(1).max(200).optional(),
  /** the same with words for each */
  oneOf: z
    .array(z.strictObject({ const: one, title: oneLine(120), description: oneLine(500).optional() }))
    .min(1)
    .max(200)
    .optional(),
})
const length = (most: number) => z.int().min(0).max(most).optional()

const textRules = {
  minLength: length(longestText),
  maxLength: length(longestText),
  pattern: pattern.optional(),
  format: format.optional(),
}

/** The part of JSON Schema 2020-12 of which a form can be made: one property is one field. */
export const property = z.discriminatedUnion('type', [
  z.strictObject({
    type: z.literal('string'),
    ...words,
    ...textRules,
    ...choicesOf(oneText),
    default: z.string().optional(),
    /** kept apart, sealed, and never shown again */
    'x-secret': z.boolean().optional(),
  }),
  z.strictObject({
    type: z.enum(['integer', 'number']),
    ...words,
    ...choicesOf(z.number()),
    minimum: z.number().optional(),
    maximum: z.number().optional(),
    exclusiveMinimum: z.number().optional(),
    exclusiveMaximum: z.number().optional(),
    multipleOf: z.number().positive().optional(),
    default: z.number().optional(),
  }),
  z.strictObject({ type: z.literal('boolean'), ...words, default: z.boolean().optional() }),
  z.strictObject({
    type: z.literal('array'),
    ...words,
    items: z.strictObject({
      type: z.literal('string'),
      title: words.title,
      description: words.description,
      ...textRules,
      ...choicesOf(oneText),
    }),
    minItems: length(longestList),
    maxItems: length(longestList),
    uniqueItems: z.boolean().optional(),
    default: z.array(z.string()).optional(),
  }),
])
export type Property = z.infer<typeof property>

/** A setting that nobody reads again. */
export const isSecret = (one: Property) => one.type === 'string' && one['x-secret'] === true

/** What can be chosen, each with its words; undefined: it is typed. */
export const choicesIn = (one: Property) => {
  if (one.type === 'boolean') return undefined
  const { enum: values, oneOf } = one.type === 'array' ? one.items : one
  return oneOf
    ? oneOf.map(({ const: value, title, description }) => ({ value, text: title, help: description }))
    : values?.map(value => ({ value, text: String(value), help: undefined }))
}
