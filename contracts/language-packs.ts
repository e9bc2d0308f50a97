import { placeholderProblem } from './language-packs/placeholders.ts'

/** What a language pack may hold at most: bytes of the file, keys, characters of one message. */
export const packLimits = { bytes: 1_048_576, keys: 5_000, characters: 4_000 }

export interface CheckedMessages {
  /** what may be used; any other key falls back to English */
  messages: Record<string, string>
  /** one line each: publishing refuses the pack, the panel goes without these keys */
  problems: string[]
  /** one line each: keys that English does not have, which are ignored */
  warnings: string[]
  /** how many of English's keys the pack does not translate */
  missing: number
}

/** Reads the bytes of `messages.json`, bounded before they are parsed, and checks them against English. */
export const readMessages = (bytes: Uint8Array, english: Record<string, string>): CheckedMessages => {
  if (bytes.length > packLimits.bytes) return nothing('it is larger than 1 MB', english)
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes)
    return checkMessages(JSON.parse(text) as unknown, english)
  } catch (error) {
    return nothing(`it is not JSON in UTF-8 (${wordsOf(error)})`, english)
  }
}

/** Checks a pack, key by key: a text only, that says what English says, with the same placeholders. */
export const checkMessages = (pack: unknown, english: Record<string, string>): CheckedMessages => {
  if (typeof pack !== 'object' || pack === null || Array.isArray(pack))
    return nothing('it is not an object of messages', english)
  const entries = Object.entries(pack) as [string, unknown][]
  if (entries.length > packLimits.keys) return nothing(`it has more than ${packLimits.keys} keys`, english)

  // no prototype: a key named `__proto__` or `constructor` finds and changes nothing
  const messages: Record<string, string> = Object.create(null) as Record<string, string>
  const [problems, warnings]: [string[], string[]] = [[], []]
  for (const [key, value] of entries) {
    const source = Object.hasOwn(english, key) ? english[key] : undefined
    const problem = source === undefined ? undefined : problemWith(value, source)
    if (source === undefined) warnings.push(`${shown(key)} is no key of the panel and is ignored`)
    else if (problem) problems.push(`${key} ${shortened(problem)}`)
    else if (typeof value === 'string') messages[key] = value
  }
  return { messages, problems, warnings, missing: missingIn(messages, english) }
}

const wordsOf = (error: unknown) => (error instanceof Error ? error.message : String(error))

const nothing = (problem: string, english: Record<string, string>): CheckedMessages => ({
  messages: {},
  problems: [problem],
  warnings: [],
  missing: Object.keys(english).length,
})

const missingIn = (messages: Record<string, string>, english: Record<string, string>) =>
  Object.keys(english).filter(key => messages[key] === undefined).length

const shortened = (text: string, most = 200) => (text.length > most ? `${text.slice(0, most)}…` : text)
const shown = (key: string) => JSON.stringify(shortened(key, 60))

// These turn the reading direction of everything after them, so that a text reads other than it is.
const overrides = /[\u202a-\u202e\u2066-\u2069]/
const controls = /(?![\n\t])\p{Cc}/u

const problemWith = (value: unknown, english: string) => {
  if (typeof value !== 'string') return 'is not a text'
  if (value.trim() === '' && english.trim() !== '') return 'is empty'
  if (value.length > packLimits.characters) return `is longer than ${packLimits.characters} characters`
  if (overrides.test(value)) return 'has a character that overrides the reading direction'
  if (controls.test(value)) return 'has a control character'
  return placeholderProblem(value, english)
}
