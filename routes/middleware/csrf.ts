import { csrfSync } from 'csrf-sync'
import type { Request, RequestHandler } from 'express'
import { actorOf } from '../../marketplace/activity.ts'
import type { Services } from '../services.ts'
import { keepTyped } from '../sessions/typed.ts'
import { provenToken, tokenIn } from '../sessions/proof.ts'
import { showProblem } from './errors.ts'
import { saved } from './redirect.ts'

const guard = csrfSync({
  size: 24,
  getTokenFromRequest: req => {
    const token: unknown = req.body?.['_csrf']
    return typeof token === 'string' ? tokenIn(token) : undefined
  },
})

/** Gives every page its token; a session begins only when a form is really shown. */
export const csrfToken =
  ({ settings }: Services): RequestHandler =>
  (req, res, next) => {
    res.locals['csrfToken'] = () =>
      provenToken(guard.generateToken(req), res.locals.viewer?.id, settings.secretKey)
    next()
  }

/** Stops another web site from posting a form in the operator's browser: origin first, then the session's token. */
export const csrf = (services: Services): RequestHandler => {
  const report = reporter(services)
  return async (req, res, next) => {
    if (['GET', 'HEAD', 'OPTIONS'].includes(req.method)) return next()
    const ours = isOurs(req, services.settings.publicUrl.origin)
    if (ours && guard.isRequestValid(req)) return next()
    if (!ours) await report(req, res.locals.viewer)
    // its form came without a session where none could be stored: then that is what has to be said. Nothing of it stays
    else if (req.session?.touchedAt === undefined)
      await saved(req.session).then(() => services.sessions.end(req.sessionID))
    // a form from before the last sign-in: what it says is shown again, nothing is done
    const page = ours ? await keepTyped(req, services, res.locals.viewer) : undefined
    if (page === undefined) return showProblem(res, 403, 'stale-form')
    if (req.get('hx-request')) res.status(403).set('HX-Redirect', page).end()
    else res.redirect(303, page)
  }
}

// Text browsers send neither header: then the token alone decides.
export const isOurs = (req: Request, ours: string) => {
  const site = req.get('sec-fetch-site')
  if (site !== undefined) return site === 'same-origin' || site === 'none'
  const origin = req.get('origin')
  return origin === undefined || origin === ours
}

/** An attack is worth a line in the record, but one a minute: the other site could post a thousand times. */
const reporter = ({ activity, now }: Services) => {
  let quietUntil = 0
  return async (req: Request, viewer: Express.Locals['viewer']) => {
    if (!viewer || now().getTime() < quietUntil) return
    quietUntil = now().getTime() + 60_000
    const detail = (req.get('origin') ?? 'another site').slice(0, 200)
    await activity.record({ ...actorOf(viewer), act: 'session.foreign-form', result: 'refused', detail })
  }
}
