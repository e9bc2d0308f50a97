import type { IncomingHttpHeaders } from 'node:http'
import type { Request, Response } from 'express'
import type { Person } from '../../accounts/people.ts'
import { english, languageCodes, languageOf } from '../../languages.ts'
import { type Speech, speechIn } from '../../speech.ts'

const cookieName = 'souk_client_area_language'
const year = 31_536_000_000

/** What a request says of languages: Express' own, and that of the provider's pages. */
export interface Asked {
  headers: IncomingHttpHeaders
  acceptsLanguages: (codes: string[]) => unknown
}

/**
 * In which language to answer: the one a login asks for (`ui_locales`), else the person's own, else the one chosen in
 * this browser, else the browser's best match, else English.
 */
export const speechFor = (asked: Asked, person?: Person, uiLocales: unknown = ''): Speech => {
  const wishes = typeof uiLocales === 'string' ? uiLocales.split(' ') : []
  const accepted = asked.acceptsLanguages(languageCodes)
  const kept = [person?.language ?? '', chosenIn(asked), typeof accepted === 'string' ? accepted : '']
  return speechIn(languageOf([...wishes, ...kept, english.code]))
}

const chosenIn = ({ headers }: Asked) =>
  new RegExp(`(?:^|; ?)${cookieName}=([\\w-]{2,20})`).exec(headers.cookie ?? '')?.[1] ?? ''

/** Keeps the choice in this browser; it says nothing about who somebody is. */
export const keepLanguage = (req: Request, res: Response, code: string) =>
  res.cookie(cookieName, code, {
    httpOnly: true,
    sameSite: 'lax',
    secure: req.app.get('https') === true,
    path: '/',
    maxAge: year,
  })

const spokenIn = new WeakMap<Request, Speech>()

/** Remembers the language of an answer, so that the page of an error in it is in the same one. */
export const speak = (req: Request, speech: Speech) => {
  spokenIn.set(req, speech)
  return speech
}

export const speechOf = (req: Request) => spokenIn.get(req) ?? speechFor(req)
