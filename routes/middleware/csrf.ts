import { csrfSync } from 'csrf-sync'
import type { Request, RequestHandler } from 'express'
import type { Services } from '../services.ts'
import { showProblem } from './errors.ts'

const guard = csrfSync({
  size: 24,
  getTokenFromRequest: req => {
    const token: unknown = req.body?.['_csrf']
    return typeof token === 'string' ? token : undefined
  },
})

/** Gives every page its token; a session begins only when a form is really shown. */
export const csrfToken: RequestHandler = (req, res, next) => {
  res.locals['csrfToken'] = () => guard.generateToken(req)
  next()
}

/** Stops another web site from posting a form in the operator's browser: origin first, then the session's token. */
export const csrf =
  ({ settings }: Services): RequestHandler =>
  (req, res, next) => {
    if (['GET', 'HEAD', 'OPTIONS'].includes(req.method)) return next()
    if (!isOurs(req, settings.publicUrl.origin) || !guard.isRequestValid(req))
      return showProblem(req, res, 403, 'stale-form')
    next()
  }

// Text browsers send neither header: then the token alone decides.
const isOurs = (req: Request, ours: string) => {
  const site = req.get('sec-fetch-site')
  if (site !== undefined) return site === 'same-origin' || site === 'none'
  const origin = req.get('origin')
  return origin === undefined || origin === ours
}
