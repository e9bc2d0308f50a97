import type { RequestHandler } from 'express'

/**
 * Redirects without a text. Of an answer with a text express-session sends all but the last byte before the session is
 * stored, and a browser that has the head follows at once, to a page that does not know yet what this one had to say.
 */
export const savedBeforeRedirect: RequestHandler = (_req, res, next) => {
  res.redirect = (first: number | string, second?: number | string) => {
    const [status, address] = typeof first === 'number' ? [first, String(second)] : [302, first]
    res.status(status).location(address).set('Content-Length', '0').end()
  }
  next()
}
