import type { Request, RequestHandler, Response } from 'express'
import type { Account } from '../accounts/accounts.ts'
import type { Person } from '../accounts/people.ts'
import { lost } from './middleware/errors.ts'
import { checkToken } from './middleware/forms.ts'
import { type Asking, askingOf } from './pages.ts'
import type { Services } from './services.ts'
import type { Sessions } from './sessions.ts'

/** One request of somebody who is signed in, with the accounts that person may use. */
export interface Visit extends Asking {
  person: Person
  accounts: Account[]
}
type Handler = (visit: Visit) => unknown

/** Handlers that know who asks: `reading` leads strangers to Sign in and back, `changing` checks the form's token too. */
export const visitsOf = (services: Services, sessions: Sessions) => {
  const { paths, publicUrl } = services

  const visitOf = async (req: Request, res: Response, person: Person): Promise<Visit> => ({
    ...askingOf(req, res, person),
    person,
    accounts: await services.accounts.of(person.id),
  })

  const reading =
    (handle: Handler): RequestHandler =>
    async (req, res) => {
      const person = await sessions.personOf(req, res)
      if (person) return handle(await visitOf(req, res, person))
      res.redirect(303, paths.signInFor(ownPage(req.originalUrl.split('?')[0] ?? '', publicUrl)))
    }

  const changing =
    (handle: Handler): RequestHandler =>
    async (req, res) => {
      const person = await sessions.personOf(req, res)
      checkToken(req, services.vault, person?.id)
      if (person) return handle(await visitOf(req, res, person))
      res.redirect(303, paths.signIn)
    }

  return { reading, changing }
}
export type Visits = ReturnType<typeof visitsOf>

/** stops an open redirect: only pages that we know lead on after Sign in; everything else becomes the account page */
export const ownPage = (address: string, publicUrl: URL) => {
  const base = publicUrl.pathname.replace(/\/$/, '')
  const page = address.startsWith(base) ? address.slice(base.length) : ''
  return pages.test(page) ? address : `${base}/account`
}

const pages = /^\/(account|licences|subscriptions|invoices|cards)(\/[\w-]{1,60}){0,2}$/

/** The path's parameter: Express takes it for a list as well. */
export const named = ({ req }: Visit, name: string) => String(req.params[name])

/** stops guessing: somebody else's thing and one that does not exist are answered alike */
export const notYours = ({ req }: Visit) => lost(req)

/** What a page says after a change was made, by the word in its address; `sentences` are keys of messages. */
export const said = ({ req, speech }: Visit, sentences: Map<string, string>) => {
  const { done } = req.query
  const key = typeof done === 'string' ? sentences.get(done) : undefined
  return key === undefined ? '' : speech.t(key)
}
