import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type MessageFormatElement, TYPE } from '@formatjs/icu-messageformat-parser'
import { IntlMessageFormat } from 'intl-messageformat'
import { z } from 'zod'
import { root } from './environment.ts'
import type { Language } from './languages.ts'

/** ICU message texts by key. */
export type Messages = Readonly<Record<string, string>>
export type Values = Record<string, string | number>
/** Says one message; a key that there is not is a mistake of ours and throws. */
export type Translate = (key: string, values?: Values) => string

/** The texts of one language, from its file. */
export const messagesIn = (code: string): Messages =>
  texts.parse(JSON.parse(readFileSync(join(root, `client-area/messages/${code}.json`), 'utf8')))

const texts = z.record(z.string(), z.string())

/** Compiles each message once, when it is first said. */
export const translateInto = (language: Language): Translate => {
  const messages = messagesIn(language.code)
  const compiled = new Map<string, Say>()
  const compile = (key: string) => {
    const text = messages[key]
    if (text === undefined) throw new Error(`There is no message "${key}" in ${language.name}`)
    const say = sayIn(text, language)
    compiled.set(key, say)
    return say
  }
  return (key, values = {}) => (compiled.get(key) ?? compile(key))(values)
}

type Say = (values: Values) => string

const sayIn = (text: string, { code, direction }: Language): Say => {
  const format = new IntlMessageFormat(text, code, undefined, { ignoreTag: true })
  if (direction === 'ltr') return values => String(format.format(values))
  const deciding = new Set(decidingIn(format.getAst()))
  return values => String(format.format(isolated(values, deciding)))
}

// A name or an amount in Latin letters keeps its own direction inside a right-to-left sentence when it stands between
// FIRST STRONG ISOLATE and POP DIRECTIONAL ISOLATE (UAX #9). What only decides between wordings stays as it is.
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
