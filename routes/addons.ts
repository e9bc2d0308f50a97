import { type Request, type Response, Router } from 'express'
import { readBrowse } from '../marketplace/browse.ts'
import { gridFor } from './addons/grid.ts'
import { showAddon } from './addons/page.ts'
import { showProblem } from './middleware/errors.ts'
import { addresses, asSpelled } from './paths.ts'
import type { Services } from './services.ts'

/** The grid of add-ons, and the page of one. */
export const addonRoutes = (services: Services): Router => {
  const browse = async (req: Request, res: Response) => {
    res.render('addons/index', await gridFor(readBrowse(req.query), services, req, res))
  }

  const show = async (req: Request<{ slug: string }>, res: Response) => {
    if (!(await showAddon(req.params.slug, services, req, res))) showProblem(res, 404, 'not-found')
  }

  return Router(asSpelled).get(addresses.addons.pattern, browse).get(addresses.addon.pattern, show)
}
