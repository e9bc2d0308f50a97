import { type Request, type Response, Router } from 'express'
import { spoken } from '../languages.ts'
import { Refused } from './middleware/errors.ts'
import { checkToken, readForm } from './middleware/forms.ts'
import { keepLanguage } from './middleware/languages.ts'
import type { Services } from './services.ts'
import type { Sessions } from './sessions.ts'

/** The choice in the foot of each page. */
export const languageRoutes = (services: Services, sessions: Sessions) => {
  const choose = async (req: Request, res: Response) => {
    const person = await sessions.personOf(req, res)
    checkToken(req, services.vault, person?.id)
    await chooseLanguage(services, req, res, person?.id)
    res.redirect(303, pageToShow(readForm(req)['page'] ?? '', services))
  }
  return Router().post('/language', choose)
}

/** Keeps the language that the form names: in this browser, and for somebody who is signed in with the person, too. */
export const chooseLanguage = async (
  { people }: Services,
  req: Request,
  res: Response,
  personId: string | undefined,
) => {
  const language = spoken(readForm(req)['language'] ?? '')
  if (!language) throw new Refused(422, 'errors.nothing-chosen')
  keepLanguage(req, res, language.code)
  if (personId !== undefined) await people.setLanguage(personId, language.code)
  return language
}

/** stops an open redirect: only a plain path of ours leads on; a change's own address has no page, so its list is shown */
const pageToShow = (address: string, { paths }: Services) => {
  const own = address.startsWith(`${paths.base}/`) ? address.slice(paths.base.length) : ''
  if (!plain.test(own)) return paths.account
  return changes.test(own) ? paths.licences : address
}

const plain = /^(\/[\w-]{1,60}){1,3}(\?[\w=&%.~-]{0,500})?$/
const changes = /^\/licences\/[\w-]+\/(address|webhook)$/
