// Private-use characters, taken out of what is marked: nobody's name can end a mark or begin one.
const tags: Record<string, string> = {
  '\uE000': '<strong><bdi>',
  '\uE001': '</bdi></strong>',
  '\uE002': '<code dir="ltr">',
  '\uE003': '</code>',
}
const anyMark = /[\uE000-\uE003]/g

/** Marks a value before it is put into a message: translators write no HTML, and no value can bring any. */
export const marks = {
  strong: (text: string) => `\uE000${text.replaceAll(anyMark, '')}\uE001`,
  code: (text: string) => `\uE002${text.replaceAll(anyMark, '')}\uE003`,
}

/** The message as HTML: everything escaped, then the marks made into tags. */
export const marked = (text: string) =>
  text
    .replaceAll(/[&<>"']/g, sign => `&#${sign.codePointAt(0)};`)
    .replaceAll(anyMark, mark => tags[mark] ?? '')
