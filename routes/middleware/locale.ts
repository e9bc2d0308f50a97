import type { RequestHandler } from 'express'
import { formatsFor } from '../../marketplace/formats.ts'
import { type Language, type Translate, translateInto } from '../../marketplace/messages.ts'
import type { Languages } from '../../marketplace/languages.ts'
import type { Services } from '../services.ts'

const translators = new WeakMap<Language, Translate>()

/** Picks the operator's own language, else the panel's default; signed out, the browser's wish among the choices. */
export const locale = ({ languages }: Services): RequestHandler => {
  return async (req, res, next) => {
    const { viewer, revisions } = res.locals
    const revision = revisions['installations'] ?? 0
    const choices = await languages.choices(revision)
    const standard = await languages.defaultCode(revision)
    // the default first: "*", or no word at all, takes whatever stands first
    const codes = [standard, ...choices.map(({ code }) => code)]
    const wished = viewer ? viewer.language : req.acceptsLanguages(codes)
    const speaking = (code: string) => choices.find(choice => choice.code === code)
    // a language that went away is spoken no more: the default takes its place
    const language = (wished ? speaking(wished) : undefined) ?? speaking(standard) ?? languages.english
    res.locals.language = language
    res.locals.t = translatorOf(language, languages)
    res.locals.format = formatsFor(language.code, viewer?.timeZone ?? 'UTC')
    next()
  }
}

const translatorOf = (language: Language, { english }: Languages) => {
  const translate = translators.get(language) ?? translateInto(language, english)
  translators.set(language, translate)
  return translate
}
