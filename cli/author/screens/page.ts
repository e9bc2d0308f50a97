import type { Block, FormField, PageData } from '../../../contracts/addon-pages.ts'
import { type Html, html } from './html.ts'

/** `base` is where the add-on's own addresses begin, `here` the page itself. */
export interface Place {
  base: string
  here: string
}

/** An add-on's page: plain, but with everything that a help desk would show. */
export const pageHtml = ({ title, notice, blocks }: PageData, place: Place): Html => html`<h1>${title}</h1>
${notice && html`<p class="notice ${notice.tone === 'bad' && 'bad'}">${notice.text}</p>`}
${blocks.map(block => blockHtml(block, place))}`

const blockHtml = (block: Block, place: Place): Html => {
  switch (block.kind) {
    case 'heading':
      return html`<h2>${block.text}</h2>`
    case 'text':
      return html`<p class="said">${block.text}</p>`
    case 'link':
      return html`<p><a href="${block.href.startsWith('/') ? place.base + block.href : block.href}" rel="noopener">${block.text}</a></p>`
    case 'list': {
      const items = block.items.map(item => html`<li>${item}</li>`)
      return block.numbered ? html`<ol>${items}</ol>` : html`<ul>${items}</ul>`
    }
    case 'facts':
      return html`<dl>${block.facts.map(({ name, value }) => html`<dt>${name}</dt><dd>${value}</dd>`)}</dl>`
    case 'table':
      return tableHtml(block.caption, block.columns, block.rows)
    case 'chart':
      return chartHtml(block)
    case 'form':
      return formHtml(block, place)
  }
}

export const tableHtml = (
  caption: string,
  columns: readonly string[],
  rows: readonly (readonly (string | number | Html)[])[],
): Html => html`<section class="wide" tabindex="0" aria-label="${caption}"><table><caption>${caption}</caption>
<thead><tr>${columns.map(column => html`<th scope="col">${column}</th>`)}</tr></thead>
<tbody>${rows.map(row => html`<tr>${row.map(cell => html`<td>${cell}</td>`)}</tr>`)}</tbody></table></section>`

const chartHtml = ({ caption, bars }: Extract<Block, { kind: 'chart' }>) => {
  const most = Math.max(1, ...bars.map(({ value }) => value))
  const row = ({ label, value }: (typeof bars)[number]) =>
    html`<tr><th scope="row">${label}</th><td>${value}</td><td aria-hidden="true"><meter max="${most}" value="${value}"></meter></td></tr>`
  return html`<table><caption>${caption}</caption><tbody>${bars.map(row)}</tbody></table>`
}

const formHtml = ({ action, fields, submit }: Extract<Block, { kind: 'form' }>, { base, here }: Place) =>
  html`<form method="post" action="${action === undefined ? here : base + action}">
${fields.map(fieldHtml)}
<button>${submit}</button></form>`

const fieldHtml = (field: FormField): Html => {
  switch (field.type) {
    case 'hidden':
      return html`<input type="hidden" name="${field.name}" value="${field.value}">`
    case 'trap':
      return html`<div class="trap"><label>Leave this empty <input name="${field.name}" tabindex="-1" autocomplete="off"></label></div>`
    case 'check':
      return html`<p><label class="beside"><input type="checkbox" name="${field.name}" value="on" ${field.value && checked}> ${field.label}</label></p>${around(field)}`
    case 'one of':
      return html`<fieldset><legend>${field.label}</legend>${field.choices.map(({ value, text }) => html`<label class="beside"><input type="radio" name="${field.name}" value="${value}" ${value === field.value && checked}> ${text}</label> `)}</fieldset>${around(field)}`
    case 'choice':
      return html`<label>${field.label} <select name="${field.name}">${field.choices.map(({ value, text }) => html`<option value="${value}" ${value === field.value && selected}>${text}</option>`)}</select></label>${around(field)}`
    case 'long text':
      return html`<label>${field.label} <textarea name="${field.name}" rows="6" ${field.required && required}>${field.value}</textarea></label>${around(field)}`
    case 'text':
    case 'email':
    case 'number':
      return html`<label>${field.label} <input type="${field.type}" name="${field.name}" value="${field.value}" ${field.required && required}></label>${around(field)}`
  }
}

const checked = { html: 'checked' }
const selected = { html: 'selected' }
const required = { html: 'required' }

const around = ({ help, error }: { help?: string | undefined; error?: string | undefined }) =>
  html`${help && html`<p class="help">${help}</p>`}${error && html`<p class="error">${error}</p>`}`
