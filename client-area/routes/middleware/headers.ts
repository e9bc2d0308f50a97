import type { ServerResponse } from 'node:http'
import type { RequestHandler } from 'express'

/** Who may receive the forms of a page; see `formsMayReturnTo`. */
export const policy = (...formTargets: string[]) =>
  [
    "default-src 'none'",
    "style-src 'self'",
    "img-src 'self'",
    `form-action ${["'self'", ...formTargets].join(' ')}`,
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ].join('; ')

/** What each reply says to the browser: no script, no frames, no foreign content, no copies in caches. */
export const securityHeaders =
  (https: boolean): RequestHandler =>
  (_, res, next) => {
    res.set({
      'Content-Security-Policy': policy(),
      'X-Content-Type-Options': 'nosniff',
      'X-Frame-Options': 'DENY',
      'Referrer-Policy': 'same-origin',
      'Cross-Origin-Opener-Policy': 'same-origin',
      'Cross-Origin-Resource-Policy': 'same-origin',
      'Permissions-Policy': 'camera=(), geolocation=(), microphone=(), payment=()',
      // lynx keeps pages unless no-cache stands last: it would show a paid invoice as due
      'Cache-Control': 'no-store, no-cache',
    })
    if (https) res.set('Strict-Transport-Security', 'max-age=31536000')
    next()
  }

/** The page's forms may end at this help desk: the policy covers every redirect of a form, and nobody else's. */
export const formsMayReturnTo = (res: ServerResponse, panel: string) => {
  res.setHeader('Content-Security-Policy', policy(new URL(panel).origin))
}
