import type { Wrong } from '../../contracts/settings-schema.ts'
import { fieldsOf } from '../settings.ts'
import { known } from './known.ts'

/** What is wrong with one field: the code names a message, `limit` is what the field allows, `line` where in a list. */
export interface SettingError {
  name: string
  code: ErrorCode
  limit: string | number
  line?: number
}

const codes = {
  required: 'required',
  number: 'number',
  integer: 'whole-number',
  minimum: 'too-small',
  exclusiveMinimum: 'too-small-or-equal',
  maximum: 'too-large',
  exclusiveMaximum: 'too-large-or-equal',
  multipleOf: 'step',
  minLength: 'too-short',
  maxLength: 'too-long',
  minItems: 'too-few',
  maxItems: 'too-many',
  uniqueItems: 'twice',
  enum: 'choice',
  email: 'email',
  uri: 'uri',
  time: 'time',
  date: 'date',
} as const
/** again: a secret that was right and is not shown has to be typed again, because something else was wrong */
export type ErrorCode = (typeof codes)[keyof typeof codes] | 'form' | 'again'

const isKnown = (rule: string): rule is keyof typeof codes => Object.hasOwn(codes, rule)

/** Checks settings, secrets among them, against a schema; an empty list means that they may be stored. One error a field. */
export const problemsWith = (schema: unknown, values: Readonly<Record<string, unknown>>): SettingError[] => {
  const fields = fieldsOf(schema)
  const given = fields.flatMap(({ name }) => (Object.hasOwn(values, name) ? [[name, values[name]]] : []))
  const wrong = known(schema).check(Object.fromEntries(given))
  return fields.flatMap(({ name }) => {
    const first = wrong.find(one => one.name === name)
    return first ? [inWords(first)] : []
  })
}

const inWords = ({ rule, ...wrong }: Wrong): SettingError => ({
  ...wrong,
  code: isKnown(rule) ? codes[rule] : 'form',
})
