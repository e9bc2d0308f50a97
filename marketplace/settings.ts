import { isSecret, type SettingField } from '../contracts/settings-schema.ts'
import { fail } from './failures.ts'
import type { SettingValue, SettingValues } from './installations.ts'
import { known } from './settings/known.ts'

export { choicesIn, isSecret, type SettingField } from '../contracts/settings-schema.ts'

/** What an operator wants the settings to be. A secret that is not named stays as it is; null takes it away. */
export interface WantedSettings {
  values: SettingValues
  secrets: Record<string, string | null>
}

/** The fields of a settings schema in its order; none if there is no schema, or none of which a form can be made. */
export const fieldsOf = (schema: unknown): SettingField[] => {
  const { read } = known(schema)
  return read.kind === 'usable' ? read.fields : []
}

export const hasSettings = (schema: unknown) => fieldsOf(schema).length > 0

/** Refuses a release whose settings nobody could ever fill in. */
export const checkSchema = (schema: unknown, name: string) => {
  const { read } = known(schema)
  if (read.kind === 'unusable') fail('settings-schema', { name, why: read.problems[0] ?? '' })
}

/** What a fresh installation starts with. */
export const defaultsOf = (schema: unknown): SettingValues =>
  Object.fromEntries(
    fieldsOf(schema).flatMap(({ name, property: { default: value } }) =>
      value === undefined ? [] : [[name, value]],
    ),
  )

/** The same with what an earlier installation left behind: a required setting that came later has its default. */
export const settingsAfter = (schema: unknown, kept: SettingValues | undefined): SettingValues => {
  if (!kept) return defaultsOf(schema)
  const needed = new Set(fieldsOf(schema).flatMap(({ name, required }) => (required ? [name] : [])))
  const defaults = Object.entries(defaultsOf(schema)).filter(([name]) => needed.has(name))
  return { ...Object.fromEntries(defaults), ...kept }
}

/** A form's texts as values of the types that the schema names; what was left empty is left out. */
export const wantedIn = (
  fields: readonly SettingField[],
  body: Readonly<Record<string, unknown>>,
): WantedSettings => {
  const open = fields.filter(({ property }) => !isSecret(property))
  const sealed = fields.filter(({ property }) => isSecret(property))
  return {
    values: Object.fromEntries(open.flatMap(field => present(field.name, valueOf(field, body)))),
    secrets: Object.fromEntries(sealed.flatMap(({ name }) => present(name, secretOf(name, body)))),
  }
}

const present = <Value>(name: string, value: Value | undefined): [string, Value][] =>
  value === undefined ? [] : [[name, value]]

const textsOf = (name: string, body: Readonly<Record<string, unknown>>) => {
  const typed = body[name]
  return (Array.isArray(typed) ? typed : [typed]).filter(part => typeof part === 'string')
}

/** A new one wins over the wish to remove the old one. */
const secretOf = (name: string, body: Readonly<Record<string, unknown>>) => {
  const [typed = ''] = textsOf(`setting-${name}`, body)
  if (typed !== '') return typed
  return textsOf(`remove-${name}`, body).includes('on') ? null : undefined
}

const valueOf = ({ name, required, property }: SettingField, body: Readonly<Record<string, unknown>>) => {
  const given = textsOf(`setting-${name}`, body)
  const [first = ''] = given
  switch (property.type) {
    case 'boolean':
      return first === 'on'
    case 'string':
      return textIn(first, isLong(property))
    case 'integer':
    case 'number':
      return first.trim() === '' ? undefined : asNumber(first.trim())
    case 'array':
      return listIn(given, required || Boolean(property.minItems))
  }
}

/** Such a text has several lines in the form. */
export const isLong = ({ maxLength }: { maxLength?: number | undefined }) => (maxLength ?? 0) > 200

// browsers end the lines of a form with CR and LF; JSON Schema would count two characters
const textIn = (typed: string, mayHaveLines: boolean): SettingValue | undefined => {
  const text = typed.replaceAll(/\r\n?/g, '\n')
  const wanted = mayHaveLines ? text : text.replaceAll('\n', ' ')
  return wanted.trim() === '' ? undefined : wanted
}

// What is no number stays as it was typed, so that the schema refuses it and the form shows it again.
const asNumber = (typed: string) =>
  /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d{1,3})?$/i.test(typed) && Number.isFinite(Number(typed))
    ? Number(typed)
    : typed

const listIn = (given: readonly string[], isNeeded: boolean) => {
  const lines = given
    .flatMap(part => part.split(/\r\n?|\n/))
    .map(line => line.trim())
    .filter(Boolean)
  return lines.length === 0 && isNeeded ? undefined : lines
}
