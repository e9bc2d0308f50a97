import type { RequestHandler } from 'express'
import session from 'express-session'
import type { SignedIn } from '../../marketplace/sessions.ts'
import type { Services } from '../services.ts'
import type { Typed } from '../sessions/typed.ts'
import { SessionStore } from './session-store.ts'

declare module 'express-session' {
  interface SessionData {
    /** set at sign-in; everything else about the operator is read with the session each time */
    operatorId: string
    /** day of the last visit */
    seenOn: string
    /** one line for the next page's status region */
    said: { key: string; values: Record<string, string | number> }
    /** what a form said that came after its session had ended */
    typed: Typed
    /** read along by the store, never written back */
    viewer: SignedIn | null
    revisions: Record<string, number>
    touchedAt: string
  }
}

/** The panel's session, in its own cookie: cookies ignore ports, and the client area often shares the host. */
export const sessionFor = ({ settings, sessions, paths, now, log }: Services): RequestHandler => {
  const secure = settings.publicUrl.protocol === 'https:'
  const handle = session({
    name: secure && !paths.base ? '__Host-souk_panel' : 'souk_panel',
    secret: settings.secretKey,
    store: new SessionStore(sessions, now, log),
    resave: false,
    saveUninitialized: false,
    proxy: secure,
    cookie: {
      httpOnly: true,
      // Strict would keep the cookie from the callback, which starts at the client area
      sameSite: 'lax',
      secure,
      path: secure && !paths.base ? '/' : paths.base || '/',
      maxAge: 14 * 24 * 3_600_000,
    },
  })
  if (!secure) return handle
  return (req, res, next) => {
    // PUBLIC_URL says that browsers come by https; without this a proxy that does not say so would leave nobody a cookie
    req.headers['x-forwarded-proto'] = 'https'
    handle(req, res, next)
  }
}
