import type { Request, RequestHandler } from 'express'
import type { Session } from 'express-session'
import { whyUnstored } from './session-store.ts'

/**
 * Redirects without a text. Of an answer with a text express-session sends all but the last byte before the session is
 * stored, and a browser that has the head follows at once, to a page that does not know yet what this one had to say.
 * What cannot be stored is said by this one: the next would know nothing of it.
 */
export const savedBeforeRedirect: RequestHandler = (req, res, next) => {
  const before = keptIn(req)
  res.redirect = (first: number | string, second?: number | string) => {
    const [status, address] = typeof first === 'number' ? [first, String(second)] : [302, first]
    const follow = () => res.status(status).location(address).set('Content-Length', '0').end()
    if (!req.session || keptIn(req) === before) return follow()
    saved(req.session).then(follow, next)
  }
  next()
}

/** Stores a session at once, and not only at the end of its reply. */
export const saved = (session: Session) =>
  new Promise<void>((done, failed) =>
    session.save((error: unknown) => {
      const why = error ?? whyUnstored(session)
      if (why === undefined || why === null) done()
      else failed(why)
    }),
  )

const readAlong = new Set(['cookie', 'viewer', 'revisions'])
const keptIn = ({ session }: Request) =>
  JSON.stringify(Object.entries(session ?? {}).filter(([name]) => !readAlong.has(name)))
