import type { SettingValue, SettingValues } from '../../../marketplace/installations.ts'
import { choicesIn, fieldsOf, isLong, isSecret, type SettingField } from '../../../marketplace/settings.ts'
import { type Html, html } from './html.ts'

interface Form {
  schema: unknown
  values: SettingValues
  /** names of the secrets that are set */
  kept: readonly string[]
  errors: ReadonlyMap<string, string>
}

/** The settings as a plain form; the names of its fields are those of a help desk's. */
export const settingsHtml = ({ schema, values, kept, errors }: Form): Html => html`<p><a href="/">Back</a></p>
<h1>Settings</h1>
${errors.size > 0 && html`<p class="notice bad">${[...errors.values()].join('\n')}</p>`}
<form method="post" action="/settings">
${fieldsOf(schema).map(field => fieldHtml(field, values, kept, errors.get(field.name)))}
<button>Save</button></form>`

const fieldHtml = (field: SettingField, values: SettingValues, kept: readonly string[], error?: string) => {
  const { name, property, required } = field
  const label = `${property.title ?? name}${required ? ' (needed)' : ''}`
  return html`${inputHtml(field, label, values[name], kept)}
${property.description && html`<p class="help">${property.description}</p>`}
${error && html`<p class="error">${error}</p>`}`
}

const inputHtml = (
  { name, property }: SettingField,
  label: string,
  value: SettingValue | undefined,
  kept: readonly string[],
) => {
  const id = `setting-${name}`
  const choices = choicesIn(property)
  if (choices) return choiceHtml(id, label, { choices, value, isList: property.type === 'array' })
  if (property.type === 'boolean')
    return html`<p><label class="beside"><input type="checkbox" name="${id}" value="on" ${value === true && { html: 'checked' }}> ${label}</label></p>`
  if (isSecret(property))
    return html`<label>${label} <input type="password" name="${id}" autocomplete="off"></label>
${kept.includes(name) && html`<p class="help">It is set. <label class="beside"><input type="checkbox" name="remove-${name}" value="on"> Remove it</label></p>`}`
  const text = Array.isArray(value) ? value.join('\n') : String(value ?? '')
  if (property.type === 'array' || (property.type === 'string' && isLong(property)))
    return html`<label>${label} <textarea name="${id}" rows="5">${text}</textarea></label>`
  return html`<label>${label} <input type="text" name="${id}" value="${text}"></label>`
}

interface Choice {
  choices: readonly { value: string | number; text: string }[]
  value: SettingValue | undefined
  isList: boolean
}

const choiceHtml = (id: string, label: string, { choices, value, isList }: Choice) => {
  const chosen = (Array.isArray(value) ? value : [value]).map(String)
  const option = ({ value: one, text }: Choice['choices'][number]) =>
    html`<option value="${one}" ${chosen.includes(String(one)) && { html: 'selected' }}>${text}</option>`
  return html`<label>${label} <select name="${id}" ${isList && { html: 'multiple' }}>${!isList && html`<option value="">none</option>`}${choices.map(option)}</select></label>`
}
