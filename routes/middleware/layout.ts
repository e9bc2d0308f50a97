import type { RequestHandler } from 'express'

/** Whole page or fragment: one template serves both. Back and Forward send no HX-Request, so that header can't decide. */
export const layout: RequestHandler = (req, res, next) => {
  const partial = req.get('hx-request-type') === 'partial'
  res.locals.partial = partial
  res.locals.layout = partial ? 'layouts/fragment.njk' : 'layouts/page.njk'
  res.vary('HX-Request-Type')
  // a shared cache must never keep one operator's page, and Back must not show it after signing out
  res.set('Cache-Control', 'private, no-cache')
  next()
}
