import { type Request, type Response, Router } from 'express'
import type { PageRequest } from '../contracts/addon-api.ts'
import { networkOf } from '../marketplace/sign-in.ts'
import { fieldsIn } from './hooks/fields.ts'
import { showProblem } from './middleware/errors.ts'
import { viewerOf } from './middleware/locals.ts'
import { addresses, asSpelled } from './paths.ts'
import type { Services } from './services.ts'

type OnePage = Request<{ slug: string; page: string }>

/** Pages of add-ons for operators. */
export const pageRoutes = (services: Services): Router => {
  const show = async (req: OnePage, res: Response) => {
    const { slug, page } = req.params
    const reply = await services.code.page(slug, page, viewerOf(res), requestOf(req, res, services))
    switch (reply.kind) {
      case 'unknown':
        return showProblem(res, 404, 'not-found')
      case 'not allowed':
        return showProblem(res, 403, 'not-allowed', { permission: 'inbox' })
      case 'off':
        return showAway(res, 410, 'off')
      case 'failed':
        return showAway(res, 502, 'failed')
      case 'later':
        return showAway(res.set('Retry-After', String(reply.seconds)), 503, 'later')
      case 'answer': {
        const base = services.paths.addonPages(slug)
        if ('redirect' in reply.answer) return res.redirect(303, base + reply.answer.redirect)
        const here = services.paths.addonPage(slug, page)
        return res.render('pages/show', { page: reply.answer, addon: reply.addon, base, here })
      }
    }
  }
  const { pattern } = addresses.addonPage
  return Router(asSpelled).get(pattern, show).post(pattern, show)
}

const showAway = (res: Response, status: number, why: 'off' | 'failed' | 'later') =>
  res.status(status).render('pages/missing', {
    title: res.locals.t(`pages.away.${why}`),
    next: why === 'off' ? undefined : res.locals.t(`pages.away.${why}-next`),
  })

const requestOf = (req: OnePage, res: Response, { visitorOf }: Services): PageRequest => ({
  method: req.method === 'POST' ? 'POST' : 'GET',
  query: texts(req.query),
  form: texts(req.body ?? {}),
  operator: { name: viewerOf(res).name },
  visitor: visitorOf(req.params.slug, networkOf(req.ip ?? '')),
})

// the token of the form is not for the add-on
const texts = (given: Record<string, unknown>) =>
  fieldsIn(
    Object.entries(given).flatMap(([name, value]) => {
      const text = Array.isArray(value) ? value.at(-1) : value
      return typeof text === 'string' && name !== '_csrf' ? [[name, text] as const] : []
    }),
  )
