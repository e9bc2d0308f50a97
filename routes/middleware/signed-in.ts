import type { RequestHandler } from 'express'
import type { Services } from '../services.ts'

/** Who asks, and at which revisions: both came with the session's own statement. */
export const signedIn =
  ({ now }: Services): RequestHandler =>
  (req, res, next) => {
    res.locals.viewer = req.session?.viewer ?? null
    res.locals.revisions = req.session?.revisions ?? {}
    res.locals['address'] = req.path
    // once a day the cookie is sent again: who comes every day is not signed out on the fifteenth
    if (res.locals.viewer) req.session.seenOn = now().toISOString().slice(0, 10)
    next()
  }
