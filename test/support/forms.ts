/** What a browser without script sees in our pages: their forms, and their text. */

const entities: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', '#39': "'" }
const decoded = (text: string) =>
  text.replace(/&(amp|lt|gt|quot|#39);/g, (_, name: string) => entities[name] ?? '')

/** The text of a page, one space between words. */
export const textOf = (html: string) =>
  decoded(html.replace(/<(script|style|head)\b[\s\S]*?<\/\1>/g, ' ').replace(/<[^>]+>/g, ' '))
    .replace(/\s+/g, ' ')
    .trim()

interface FoundForm {
  action: string
  method: 'get' | 'post'
  html: string
}

/** The form with the button that says these words. */
export const formWith = (html: string, button: string): FoundForm | undefined => {
  for (const [, attributes = '', content = ''] of html.matchAll(/<form\b([^>]*)>([\s\S]*?)<\/form>/g))
    if (buttonsIn(content).some(({ text }) => text === button))
      return {
        action: attribute(attributes, 'action') ?? '',
        method: attribute(attributes, 'method') === 'post' ? 'post' : 'get',
        html: content,
      }
  return undefined
}

const buttonsIn = (html: string) =>
  [...html.matchAll(/<button\b([^>]*)>([\s\S]*?)<\/button>/g)]
    .filter(([, attributes = '']) => !/\sdisabled(\s|$)/.test(attributes))
    .map(([, attributes = '', content = '']) => ({
      name: attribute(attributes, 'name'),
      value: attribute(attributes, 'value') ?? '',
      text: textOf(content),
    }))

/** What the form would send as it stands when the button is pressed. */
export const fieldsOf = (html: string, button: string) => {
  const values = new URLSearchParams()
  for (const [, attributes = ''] of html.matchAll(/<input\b([^>]*)>/g)) {
    const name = attribute(attributes, 'name')
    const choice = ['checkbox', 'radio'].includes(attribute(attributes, 'type') ?? '')
    if (name && (!choice || /\schecked\b/.test(attributes)))
      values.append(name, attribute(attributes, 'value') ?? '')
  }
  for (const [, attributes = '', content = ''] of html.matchAll(/<textarea\b([^>]*)>([\s\S]*?)<\/textarea>/g))
    values.append(attribute(attributes, 'name') ?? '', decoded(content))
  for (const [, attributes = '', content = ''] of html.matchAll(/<select\b([^>]*)>([\s\S]*?)<\/select>/g))
    values.append(attribute(attributes, 'name') ?? '', chosenIn(content))
  const pressed = buttonsIn(html).find(({ text }) => text === button)
  if (pressed?.name) values.append(pressed.name, pressed.value)
  return values
}

const chosenIn = (html: string) => {
  const options = [...html.matchAll(/<option\b([^>]*)>/g)].map(([, attributes = '']) => attributes)
  const chosen = options.find(attributes => /\sselected\b/.test(attributes)) ?? options[0] ?? ''
  return attribute(chosen, 'value') ?? ''
}

const attribute = (attributes: string, name: string) => {
  const found = new RegExp(`(?:^|\\s)${name}="([^"]*)"`).exec(attributes)?.[1]
  return found === undefined ? undefined : decoded(found)
}
