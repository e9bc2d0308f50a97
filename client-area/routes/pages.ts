import type { Request, Response } from 'express'
import type { Person } from '../accounts/people.ts'
import type { Speech } from '../speech.ts'
import type { PageData } from '../views.ts'
import { formToken } from './middleware/forms.ts'
import { speak, speechFor } from './middleware/languages.ts'
import type { Services } from './services.ts'

/** Who asks, and the language of the answer. */
export interface Asking {
  req: Request
  res: Response
  person: Person | undefined
  speech: Speech
}

export const askingOf = (
  req: Request,
  res: Response,
  person: Person | undefined,
  uiLocales?: unknown,
): Asking => ({ req, res, person, speech: speak(req, speechFor(req, person, uiLocales)) })

/** Sends a page with what all of them have: who is signed in, its language, and the token of its forms. */
export const showPage = (
  { render, vault, paths }: Services,
  { req, res, person, speech }: Asking,
  template: string,
  data: PageData,
) => {
  const token = formToken(req, res, vault, person?.id)
  const choice = { action: paths.language, page: req.originalUrl }
  sayLanguage(res, speech)
    .type('html')
    .send(render(template, { person, token, choice, ...data }, speech))
}

/** Tells caches and browsers which language it is, and what that depends on. */
export const sayLanguage = (res: Response, { language }: Speech) =>
  res.set('Content-Language', language.code).vary('Accept-Language, Cookie')
