import { IntlMessageFormat } from 'intl-messageformat'

/** ICU message texts by key. */
export type Messages = Readonly<Record<string, string>>
export type Values = Record<string, string | number | boolean | Date>

/** A language the panel can speak: English, or an active language pack. */
export interface Language {
  code: string
  direction: 'ltr' | 'rtl'
  /** its name in itself */
  name: string
  messages: Messages
}

/** Says one message in one language; a key the pack lacks is said in English. */
export type Translate = (key: string, values?: Values) => string

/** Compiles each message once, when it is first said. A key that English lacks is a mistake of ours and throws. */
export const translateInto = (language: Language, english: Language): Translate => {
  const compiled = new Map<string, IntlMessageFormat>()
  const compile = (key: string) => {
    const [text, code] = language.messages[key]
      ? [language.messages[key], language.code]
      : [english.messages[key], english.code]
    if (text === undefined) throw new Error(`There is no message "${key}"`)
    const format = new IntlMessageFormat(text, code, undefined, { ignoreTag: true })
    compiled.set(key, format)
    return format
  }
  return (key, values) => String((compiled.get(key) ?? compile(key)).format(values))
}
