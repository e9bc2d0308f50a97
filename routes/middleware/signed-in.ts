import type { RequestHandler } from 'express'

/** Who asks, and at which revisions: both came with the session's own statement. */
export const signedIn: RequestHandler = (req, res, next) => {
  res.locals.viewer = req.session?.viewer ?? null
  res.locals.revisions = req.session?.revisions ?? {}
  res.locals['address'] = req.path
  next()
}
