import { type Request, type Response, Router } from 'express'
import { readBrowse } from '../marketplace/browse.ts'
import { gridFor } from './addons/grid.ts'
import { pageOf } from './addons/page.ts'
import { showProblem } from './middleware/errors.ts'
import { addresses, asSpelled } from './paths.ts'
import type { Services } from './services.ts'

/** The grid of add-ons, and the page of one. */
export const addonRoutes = (services: Services): Router => {
  const browse = async (req: Request, res: Response) => {
    res.render('addons/index', await gridFor(readBrowse(req.query), services, req, res))
  }

  const show = async (req: Request<{ slug: string }>, res: Response) => {
    const addon = await services.addons.find(req.params.slug)
    if (!addon) return showProblem(res, 404, 'not-found')
    res.render('addons/show', await pageOf(addon, services, req, res))
  }

  return Router(asSpelled).get(addresses.addons.pattern, browse).get(addresses.addon.pattern, show)
}
