import { Ajv2020 } from 'ajv/dist/2020.js'
import formats from 'ajv-formats'

/** Why a settings schema can't be used; nothing if it can. Unknown keywords are mistakes, `x-secret` is ours. */
export const checkSettings = (schema: Record<string, unknown>) => {
  if (schema['type'] !== 'object') return ['has to be of "type": "object"']
  const ajv = new Ajv2020({ strict: true, allErrors: true, logger: false })
  formats.default(ajv)
  ajv.addKeyword({ keyword: 'x-secret', schemaType: 'boolean' })
  try {
    ajv.compile(schema)
    return []
  } catch (error) {
    return [`is no JSON Schema 2020-12: ${error instanceof Error ? error.message : String(error)}`]
  }
}
