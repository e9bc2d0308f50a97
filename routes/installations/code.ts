import type { Request, Response, Router } from 'express'
import { actorOf } from '../../marketplace/activity.ts'
import { runsCode } from '../../marketplace/code/rights.ts'
import type { Installation } from '../../marketplace/installations.ts'
import type { GridName } from '../../marketplace/kinds.ts'
import { showProblem } from '../middleware/errors.ts'
import { viewerOf } from '../middleware/locals.ts'
import { grids } from '../paths.ts'
import type { Services } from '../services.ts'
import { saveAddresses, showAddresses } from './addresses.ts'
import { showLog } from './logs.ts'
import { named, type OneOf } from './named.ts'

type Handler = (
  services: Services,
  grid: GridName,
  installation: Installation,
  req: Request,
  res: Response,
) => unknown

/** What only add-ons have that run code: a log, a restart, addresses that they may call. */
export const addCode = (router: Router, services: Services, grid: GridName) => {
  const to = grids[grid]
  const forCode = (handle: Handler) => async (req: OneOf, res: Response) => {
    const one = await named(services, grid, req)
    if (!one || !runsCode(one)) return showProblem(res, 404, 'not-found')
    await handle(services, grid, one, req, res)
  }
  router
    .get(to.logs.pattern, forCode(showLog))
    .get(to.addresses.pattern, forCode(showAddresses))
    .post(to.addresses.pattern, forCode(saveAddresses))
    .post(to.restart.pattern, forCode(restart))
}

const restart: Handler = async ({ code, paths }, grid, { addon, name }, req, res) => {
  const isActive = await code.restart(addon, actorOf(viewerOf(res)))
  const { isLoaded } = await code.glance(addon)
  const key = isActive && isLoaded ? 'installations.restarted' : 'installations.not-restarted'
  req.session.said = { key, values: { name } }
  res.redirect(303, paths.grid(grid).details(addon))
}
