import type { Request, RequestHandler } from 'express'

/** Whole page or fragment: one template serves both. Back and Forward send no HX-Request, so that header can't decide. */
export const layoutFor = (req: Request) =>
  req.get('hx-request-type') === 'partial' ? 'layouts/fragment.njk' : 'layouts/page.njk'

export const layout: RequestHandler = (req, res, next) => {
  res.locals.layout = layoutFor(req)
  res.locals.partial = res.locals.layout === 'layouts/fragment.njk'
  res.vary('HX-Request-Type')
  // a shared cache must never keep one operator's page, and Back must not show it after signing out
  res.set('Cache-Control', 'private, no-cache')
  next()
}
