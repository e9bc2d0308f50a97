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
  if (validate(values)) return []
  return (validate.errors ?? []).map(inWords).filter(({ name }) => known.has(name))
}

const compiled = (schema: object) => {
  const ajv = new Ajv2020({ strict: false, allErrors: true, logger: false })
  formats.default(ajv)
  return ajv.compile(schema)
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
  name:
    keyword === 'required'
      ? String(params['missingProperty'])
      : decodeURIComponent(instancePath.split('/')[1] ?? ''),
  code: codes[keyword] ?? 'form',
  limit: typeof params['limit'] === 'number' ? params['limit'] : '',
})
