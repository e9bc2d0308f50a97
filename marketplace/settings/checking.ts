import { Ajv2020, type ErrorObject } from 'ajv/dist/2020.js'
import formats from 'ajv-formats'
import type { SettingValues } from '../installations.ts'
import { fieldsOf } from '../settings.ts'

/** What is wrong with one field: the code names a message, the value what the field allows. */
export interface SettingError {
  name: string
  code: 'required' | 'number' | 'too-small' | 'too-large' | 'too-long' | 'too-short' | 'choice' | 'form'
  limit: string | number
}

/** Checks settings against the schema in their add-on's signed manifest; an empty list means that they may be stored. */
export const problemsWith = (schema: unknown, values: SettingValues): SettingError[] => {
  const known = new Set(fieldsOf(schema).map(({ name }) => name))
  if (known.size === 0 || typeof schema !== 'object' || schema === null) return []
  const validate = compiled(schema)
  // a signed mistake of one vendor must not take a whole grid down with it
  if (!validate) return [...known].map(name => ({ name, code: 'form', limit: '' }))
  if (validate(values)) return []
  return (validate.errors ?? []).map(inWords).filter(({ name }) => known.has(name))
}

const compiled = (schema: object) => {
  const ajv = new Ajv2020({ strict: false, allErrors: true, logger: false })
  formats.default(ajv)
  try {
    return ajv.compile(schema)
  } catch {
    return undefined
  }
}

const codes: Record<string, SettingError['code']> = {
  required: 'required',
  type: 'number',
  minimum: 'too-small',
  maximum: 'too-large',
  maxLength: 'too-long',
  minLength: 'too-short',
  enum: 'choice',
}

const inWords = ({ keyword, instancePath, params }: ErrorObject): SettingError => ({
  name: keyword === 'required' ? String(params['missingProperty']) : nameIn(instancePath),
  code: codes[keyword] ?? 'form',
  limit: typeof params['limit'] === 'number' ? params['limit'] : '',
})

// RFC 6901: a slash and a tilde in a name are written ~1 and ~0
const nameIn = (pointer: string) => (pointer.split('/')[1] ?? '').replaceAll('~1', '/').replaceAll('~0', '~')
