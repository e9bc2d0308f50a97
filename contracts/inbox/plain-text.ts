// Direction overrides turn what follows: with them, or a line break, one name could look like another.
const unseenInLine = /[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]+/gu
// PostgreSQL stores no NUL; a terminal would obey the others
const unseenInText = /(?![\n\t])\p{Cc}/gu

/** One line of text from outside, without what can't be seen, cut after so many signs. */
export const plainLine = (text: string, most: number): string =>
  Array.from(text.replace(unseenInLine, ' ').replace(/\s+/g, ' ').trim()).slice(0, most).join('').trimEnd()

/** Text from outside with its lines and indents, without signs that can't be seen and without empty ends. */
export const plainText = (text: string): string =>
  text
    .replace(/\r\n?/g, '\n')
    .replace(unseenInText, '')
    .replace(/^(?:[^\S\n]*\n)+/, '')
    .trimEnd()
