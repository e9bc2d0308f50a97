import { type MessageFormatElement, TYPE } from '@formatjs/icu-messageformat-parser'
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
  const compiled = new Map<string, Say>()
  const compile = (key: string) => {
    const own = language.messages[key]
    const say = own ? sayIn(own, language) : sayIn(english.messages[key] ?? missing(key), english)
    compiled.set(key, say)
    return say
  }
  return (key, values = {}) => (compiled.get(key) ?? compile(key))(values)
}

type Say = (values: Values) => string

const missing = (key: string): never => {
  throw new Error(`There is no message "${key}"`)
}

const sayIn = (text: string, { code, direction }: Language): Say => {
  const format = new IntlMessageFormat(text, code, undefined, { ignoreTag: true })
  if (direction === 'ltr') return values => String(format.format(values))
  const deciding = new Set(decidingIn(format.getAst()))
  return values => String(format.format(isolated(values, deciding)))
}

/**
 * A name or a path in Latin letters keeps its own direction inside a right-to-left sentence when it stands between
 * FIRST STRONG ISOLATE and POP DIRECTIONAL ISOLATE (Unicode Bidirectional Algorithm, UAX #9, 2.4). What only decides
 * between wordings is not shown and must stay as it is.
 */
const isolated = (values: Values, deciding: Set<string>): Values =>
  Object.fromEntries(
    Object.entries(values).map(([name, value]) =>
      typeof value === 'string' && !deciding.has(name) ? [name, `\u2068${value}\u2069`] : [name, value],
    ),
  )

const decidingIn = (elements: MessageFormatElement[]): string[] =>
  elements.flatMap(element =>
    element.type === TYPE.select || element.type === TYPE.plural
      ? [element.value, ...Object.values(element.options).flatMap(({ value }) => decidingIn(value))]
      : [],
  )
