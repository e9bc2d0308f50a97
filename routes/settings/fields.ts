import type { Response } from 'express'
import type { SettingValue, SettingValues } from '../../marketplace/installations.ts'
import type { SettingField } from '../../marketplace/settings.ts'
import type { SettingError } from '../../marketplace/settings/checking.ts'

/** One field as the form shows it: in HTML's words, with what was typed and what is wrong with it. */
export const fieldView = (
  field: SettingField,
  values: SettingValues,
  errors: SettingError[],
  { locals: { t } }: Response,
) => {
  const { property } = field
  const value = values[field.name]
  const error = errors.find(({ name }) => name === field.name)
  const choices = choicesOf(property)
  const chosen = Array.isArray(value) ? value : [value]
  return {
    id: `setting-${field.name}`,
    kind: choices ? (property.type === 'array' ? 'several' : 'one') : property.type,
    label: field.required ? field.label : t('settings.optional', { label: field.label }),
    bare: field.label,
    help: field.help ?? null,
    required: field.required,
    value: asTyped(value),
    items: (choices ?? []).map(one => ({ value: one, text: one, checked: chosen.includes(one) })),
    ...limitsOf(property),
    error: error ? t(`settings.error.${error.code}`, { label: field.label, limit: error.limit }) : null,
  }
}

type Property = SettingField['property']

const choicesOf = (property: Property) => {
  if (property.type === 'string') return property.enum
  return property.type === 'array' ? property.items.enum : undefined
}

const asTyped = (value: SettingValue | undefined) => {
  if (Array.isArray(value)) return value.join('\n')
  return typeof value === 'number' ? String(value) : (value ?? '')
}

const limitsOf = (property: Property) => ({
  format: property.type === 'string' ? (property.format ?? null) : null,
  maxLength: property.type === 'string' ? property.maxLength : undefined,
  minimum: isNumeric(property) ? property.minimum : undefined,
  maximum: isNumeric(property) ? property.maximum : undefined,
})

const isNumeric = (property: Property): property is Extract<Property, { type: 'integer' | 'number' }> =>
  property.type === 'integer' || property.type === 'number'
