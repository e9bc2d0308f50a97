import type { Response } from 'express'
import type { SettingValue, SettingValues } from '../../marketplace/installations.ts'
import { choicesIn, isLong, isSecret, type SettingField } from '../../marketplace/settings.ts'
import type { SettingError } from '../../marketplace/settings/checking.ts'
import type { SecretState } from '../../marketplace/settings/standing.ts'
import { errorWords, hintOf } from './words.ts'

export interface Form {
  fields: readonly SettingField[]
  values: SettingValues
  errors: readonly SettingError[]
  secrets: ReadonlyMap<string, SecretState>
  /** secrets that are to be taken away */
  removed: readonly string[]
}

/** The fields as the form shows them: in HTML's words, with what was typed and what is wrong with it. */
export const fieldViews = (form: Form, res: Response) =>
  form.fields.map((field, at) => fieldView(field, idOf(field, at), form, res))

type FieldView = ReturnType<typeof fieldView>

const fieldView = (field: SettingField, id: string, form: Form, { locals: { t } }: Response) => {
  const { name, property, required } = field
  const value = form.values[name]
  const error = form.errors.find(one => one.name === name)
  const label = labelOf(field)
  const kind = kindOf(field)
  return {
    id,
    name: `setting-${name}`,
    kind,
    bare: label,
    label: required && kind !== 'tick' ? t('settings.required', { label }) : label,
    group: property['x-group'] ?? null,
    help: property.description ?? null,
    hint: hintOf(property, t),
    required,
    value: asTyped(value),
    type: typeOf(property, asTyped(value)),
    checked: value === true,
    items: itemsOf(field, kind, value, t('settings.none')),
    ...limitsOf(property),
    ...secretOf(name, label, form, t),
    error: error ? errorWords(error, label, t) : null,
    /** where a link to the field leads */
    anchor: kind === 'radios' || kind === 'several' ? `${id}-1` : id,
  }
}

/** The vendor's name for a field. */
export const labelOf = ({ name, property }: SettingField) => property.title ?? name

// other names could run into the ids that components make of an id
const idOf = ({ name }: SettingField, at: number) => `setting-${/^\w+$/.test(name) ? name : at + 1}`

const fewChoices = 4

const kindOf = ({ property }: SettingField) => {
  const choices = choicesIn(property)
  if (choices && property.type === 'array') return 'several'
  if (choices) return choices.length <= fewChoices ? 'radios' : 'select'
  if (isSecret(property)) return 'secret'
  switch (property.type) {
    case 'string':
      return isLong(property) ? 'long' : 'text'
    case 'boolean':
      return 'tick'
    case 'array':
      return 'list'
    case 'integer':
    case 'number':
      return 'number'
  }
}

const itemsOf = (
  { property, required }: SettingField,
  kind: ReturnType<typeof kindOf>,
  value: SettingValue | undefined,
  none: string,
) => {
  const chosen = (Array.isArray(value) ? value : [value]).map(String)
  const items = (choicesIn(property) ?? []).map(one => ({
    ...one,
    value: String(one.value),
    checked: chosen.includes(String(one.value)),
  }))
  const mayBeNone = kind === 'select' || (kind === 'radios' && !required)
  return mayBeNone ? [{ value: '', text: none, checked: value === undefined }, ...items] : items
}

const asTyped = (value: SettingValue | undefined) => {
  if (Array.isArray(value)) return value.join('\n')
  return typeof value === 'string' || typeof value === 'number' ? String(value) : ''
}

const limitsOf = (property: SettingField['property']) => {
  const isNumeric = property.type === 'integer' || property.type === 'number'
  const least = isNumeric ? property.minimum : undefined
  const most = isNumeric ? property.maximum : undefined
  const step = isNumeric ? (property.multipleOf ?? (property.type === 'integer' ? 1 : 'any')) : undefined
  // a browser cuts a longer text off without a word: of a name one sees that, of several lines not
  const maxLength = property.type === 'string' && !isLong(property) ? property.maxLength : undefined
  return { least, most, step, maxLength }
}

/** The browser's field for a format. One for times shows nothing of a time with an offset. */
const typeOf = (property: SettingField['property'], value: string) => {
  const format = property.type === 'string' ? property.format : undefined
  if (format === 'time') return value === '' || /^\d\d:\d\d(:\d\d)?$/.test(value) ? 'time' : 'text'
  if (format === 'date') return value === '' || /^\d{4}-\d\d-\d\d$/.test(value) ? 'date' : 'text'
  if (format === 'email') return 'email'
  return format === 'uri' ? 'url' : 'text'
}

const secretOf = (name: string, label: string, { secrets, removed }: Form, t: Response['locals']['t']) => {
  const state = secrets.get(name)
  return {
    state: state ? t(`settings.secret.${state}`) : null,
    stored: state === 'stored',
    remove: state
      ? {
          name: `remove-${name}`,
          label: t('settings.secret.remove', { label }),
          checked: removed.includes(name),
        }
      : null,
  }
}

/** Fields of one group stand together, where the first of them stands. */
export const inGroups = (views: readonly FieldView[]) => {
  const groups = new Map<string | null, FieldView[]>()
  for (const view of views) groups.set(view.group, [...(groups.get(view.group) ?? []), view])
  return [...groups].map(([title, fields]) => ({ title, fields }))
}
