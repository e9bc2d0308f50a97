import { parse, TYPE } from '@formatjs/icu-messageformat-parser'

/** A message as a person reads it in a table; where it has several wordings, one below the other. */
export const inWords = message => {
  const elements = parse(message, { ignoreTag: true })
  const at = elements.findIndex(({ type }) => type === TYPE.select)
  const text = at < 0 ? said(elements) : wordings(elements, at).join('<br>')
  return text.replaceAll('|', '\\|').replace(/\s*\n\s*/g, ' ')
}

const wordings = (elements, at) =>
  Object.entries(elements[at].options).map(([name, { value }]) => {
    const whole = [...elements.slice(0, at), ...value, ...elements.slice(at + 1)]
    return `*${name}*: ${said(whole)}`
  })

const said = (elements, counted) => elements.map(element => saidOne(element, counted)).join('')

const saidOne = (element, counted) => {
  if (element.type === TYPE.literal) return element.value
  if (element.type === TYPE.pound) return `{${counted}}`
  if (element.type === TYPE.plural) return said(element.options.other.value, element.value)
  if (element.type === TYPE.select)
    return Object.values(element.options)
      .map(({ value }) => said(value, counted))
      .join(' / ')
  return `{${element.value}}`
}
