import { Ajv2020 } from 'ajv/dist/2020.js'
import addFormats from 'ajv-formats'
import { patternOf } from '../patterns.ts'
import {
  choicesIn,
  formats,
  longestLine,
  longestList,
  longestMatched,
  longestText,
  type Property,
} from './properties.ts'

/** What is wrong with one value: the rule that it breaks, what the rule allows, and in which line of a list. */
export interface Wrong {
  name: string
  rule: string
  limit: number | string
  line?: number
}

type Fields = readonly { name: string; required: boolean; property: Property }[]

/**
 * Makes the check of values against fields. It knows only rules of which readSettingsSchema knows, with bounds where the
 * vendor left them out, and matches patterns in steps that can be counted.
 */
export const compiled = (fields: Fields) => {
  const schema = {
    type: 'object',
    properties: Object.fromEntries(fields.map(({ name, property }) => [name, bounded(property)])),
    required: fields.filter(({ required }) => required).map(({ name }) => name),
    additionalProperties: false,
  }
  const validate = ajv.compile(schema)
  // it would remember every schema for ever
  ajv.removeSchema(schema)
  return (values: Record<string, unknown>): Wrong[] =>
    validate(values) ? [] : (validate.errors ?? []).map(wrongOf)
}

const matcher = (source: string) => {
  const pattern = patternOf(source)
  // a longer text is wrong anyway, and the longer it is, the longer a pattern takes
  const test = (text: string) => text.length > longestMatched || pattern.test(text)
  return { test, toString: () => source }
}

const newAjv = () => {
  const regExp = Object.assign(matcher, { code: 'patternOf' })
  // we write these schemas ourselves: no need to check them first
  const checks = { validateSchema: false, meta: false, logger: false } as const
  const made = new Ajv2020({ ...checks, allErrors: true, multipleOfPrecision: 9, code: { regExp } })
  addFormats.default(made, ['email', 'uri', 'date', 'date-time', 'hostname', 'ipv4', 'ipv6', 'uuid'])
  // RFC 3339 asks for seconds and an offset; a form's field for a time knows neither
  made.addFormat('time', /^([01]\d|2[0-3]):[0-5]\d(:[0-5]\d(\.\d{1,9})?)?(Z|[+-]([01]\d|2[0-3]):[0-5]\d)?$/i)
  return made
}
const ajv = newAjv()

const bounded = (one: Property): object => {
  const choices = choicesIn(one)?.map(({ value }) => value)
  switch (one.type) {
    case 'string':
      return textOf(one, choices, longestText)
    case 'array': {
      const { minItems, maxItems = longestList, uniqueItems } = one
      const items = textOf(one.items, choices, longestLine)
      return defined({ type: 'array', items, minItems, maxItems, uniqueItems })
    }
    case 'boolean':
      return { type: 'boolean' }
    case 'integer':
    case 'number': {
      const { type, minimum, maximum, exclusiveMinimum, exclusiveMaximum, multipleOf } = one
      const bounds = { minimum, maximum, exclusiveMinimum, exclusiveMaximum, multipleOf }
      return defined({ type, ...bounds, enum: choices })
    }
  }
}

type Text = Pick<Extract<Property, { type: 'string' }>, 'minLength' | 'maxLength' | 'pattern' | 'format'>

const textOf = (
  { minLength, maxLength, pattern, format }: Text,
  choices: unknown[] | undefined,
  most: number,
) => {
  const longest = pattern ? Math.min(most, longestMatched) : most
  const limit = Math.min(maxLength ?? longest, longest, format ? formats[format] : most)
  return defined({ type: 'string', minLength, maxLength: limit, pattern, format, enum: choices })
}

const defined = (rules: Record<string, unknown>) =>
  Object.fromEntries(Object.entries(rules).filter(([, rule]) => rule !== undefined))

interface Found {
  keyword: string
  instancePath: string
  params: Record<string, unknown>
}

const wrongOf = ({ keyword, instancePath, params }: Found): Wrong => {
  const [, pointer = '', item] = instancePath.split('/')
  const missing = params['missingProperty'] ?? params['additionalProperty']
  return {
    name: typeof missing === 'string' ? missing : nameIn(pointer),
    rule: keyword === 'format' || keyword === 'type' ? String(params[keyword]) : keyword,
    limit: limitOf(params),
    ...(item !== undefined && { line: Number(item) + 1 }),
  }
}

const limitOf = ({ limit, multipleOf }: Record<string, unknown>) => {
  const found = limit ?? multipleOf
  return typeof found === 'number' ? found : ''
}

// RFC 6901: a slash and a tilde in a name are written ~1 and ~0
const nameIn = (pointer: string) => pointer.replaceAll('~1', '/').replaceAll('~0', '~')
