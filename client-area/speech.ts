import { type Formats, formatsFor } from './formats.ts'
import type { Language } from './languages.ts'
import { type Translate, translateInto } from './messages.ts'

/** One language with its words and its way of writing dates and money. */
export interface Speech {
  language: Language
  t: Translate
  format: Formats
}

const known = new Map<string, Speech>()

/** Reads a language's messages when they are first needed, and keeps them. */
export const speechIn = (language: Language): Speech => {
  const speech = known.get(language.code) ?? {
    language,
    t: translateInto(language),
    format: formatsFor(language.code),
  }
  known.set(language.code, speech)
  return speech
}
