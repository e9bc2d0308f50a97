import { isSecret, type Property } from './properties.ts'
import { compiled } from './validator.ts'

interface Field {
  name: string
  required: boolean
  property: Property
}

/** What the shape of a settings schema can't say, each mistake in a sentence that begins with where it is. */
export const mistakesIn = (fields: readonly Field[]) => {
  const found = fields.flatMap(({ name, property }) =>
    [...mistakesOf(property), ...contradictionsIn(property)].map(one => `properties.${name}: ${one}`),
  )
  return found.length > 0 ? found : wrongDefaults(fields)
}

const mistakesOf = (one: Property): string[] => {
  const { enum: values, oneOf } =
    one.type === 'array' ? one.items : { enum: undefined, oneOf: undefined, ...one }
  const chosen = values !== undefined || oneOf !== undefined
  return [
    ...(values && oneOf ? ['has both "enum" and "oneOf"'] : []),
    ...(isSecret(one) && one.default !== undefined ? ['is a secret, which can have no "default"'] : []),
    ...(isSecret(one) && chosen ? ['is a secret, which can be none of a list'] : []),
  ]
}

const pairs = [
  ['minLength', 'maxLength'],
  ['minimum', 'maximum'],
  ['minItems', 'maxItems'],
] as const

const contradictionsIn = (one: Property): string[] => {
  const rules: Record<string, unknown> = { ...(one.type === 'array' ? one.items : {}), ...one }
  return pairs.flatMap(([least, most]) => {
    const [from, to] = [rules[least], rules[most]]
    return typeof from === 'number' && typeof to === 'number' && from > to
      ? [`"${least}" is more than "${most}"`]
      : []
  })
}

const wrongDefaults = (fields: readonly Field[]) => {
  const defaults = fields.flatMap(({ name, property }) =>
    property.default === undefined ? [] : [[name, property.default] as const],
  )
  const optional = fields.map(field => ({ ...field, required: false }))
  const wrong = compiled(optional)(Object.fromEntries(defaults)).map(({ name }) => name)
  return [...new Set(wrong)].map(name => `properties.${name}: its "default" is not allowed by its own rules`)
}
