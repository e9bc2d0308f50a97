import type { Request, Response } from 'express'
import type { Interaction } from 'oidc-provider'
import type { Person } from '../accounts/people.ts'
import { cookies } from '../provider/cookies.ts'
import { lifetimes } from '../provider/lifetimes.ts'
import type { Services } from './services.ts'

/**
 * Who is signed in. There is one session, the provider's: a Logout asked for by a help desk ends it for the pages too,
 * and signing in on a page is enough for the next Login.
 */
export const sessionsOf = ({ provider: { provider }, people, publicUrl }: Services) => {
  const secure = publicUrl.protocol === 'https:'
  const { long } = cookies('', secure)
  const contextOf = (req: Request, res: Response) => provider.createContext(req, res)
  const sessionOf = (req: Request, res: Response) => provider.Session.get(contextOf(req, res))
  const setCookie = (req: Request, res: Response, id: string | null) => {
    const jar = contextOf(req, res).cookies
    jar.secure = secure
    const maxAge = id === null ? {} : { maxAge: lifetimes.Session * 1000 }
    jar.set(provider.cookieName('session'), id, { ...long, ...maxAge, overwrite: true })
  }
  return {
    async personOf(req: Request, res: Response): Promise<Person | undefined> {
      const { accountId } = await sessionOf(req, res)
      return accountId === undefined ? undefined : people.find(accountId)
    },
    /** Starts a session with a new id: stops somebody who planted the old one from using it. */
    async start(req: Request, res: Response, person: Person) {
      const session = await sessionOf(req, res)
      session.authorizations = undefined
      session.resetIdentifier()
      session.loginAccount({ accountId: person.id })
      await session.save(lifetimes.Session)
      setCookie(req, res, session.jti)
    },
    async end(req: Request, res: Response) {
      const session = await sessionOf(req, res)
      await session.destroy()
      setCookie(req, res, null)
    },
    /** Lets somebody else sign in within a login: the library would ask a script to log the first one out. */
    async forgetOther(req: Request, res: Response, interaction: Interaction, person: Person) {
      const session = await sessionOf(req, res)
      if (session.accountId === undefined || session.accountId === person.id) return
      session.accountId = undefined
      session.authorizations = undefined
      await session.persist()
      interaction.session = undefined
      await interaction.persist()
    },
  }
}
export type Sessions = ReturnType<typeof sessionsOf>
