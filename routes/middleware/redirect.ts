import type { RequestHandler } from 'express'

/**
 * Writes the session before a redirect leaves. A browser follows as soon as the head arrives, and express-session
 * writes at the end: the next page would not know yet what this one had to say.
 */
export const savedBeforeRedirect: RequestHandler = (req, res, next) => {
  const redirect = res.redirect.bind(res) as (status: number, address: string) => void
  res.redirect = (first: string | number, second?: string | number) => {
    const [status, address] = typeof first === 'number' ? [first, String(second)] : [302, first]
    // signing out leaves no session to write
    if (!(req.session as typeof req.session | undefined)) return redirect(status, address)
    req.session.save(error => (error ? next(error) : redirect(status, address)))
  }
  next()
}
