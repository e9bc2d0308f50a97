import { type Request, type Response, Router } from 'express'
import { may } from '../marketplace/permissions.ts'
import { showProblem } from './middleware/errors.ts'
import { viewerOf } from './middleware/locals.ts'
import { newsAgain } from './middleware/news.ts'
import { leftOpen, receiptOf } from './operations/money.ts'
import { movedWords } from './operations/moved.ts'
import { isPaid, operationView } from './operations/view.ts'
import { addresses, asSpelled } from './paths.ts'
import type { Services } from './services.ts'

// A browser without script sees the end in the same reply, if it comes soon.
const heldMs = 10_000

/** One operation: its stages while it runs, then its result and the next step. */
export const operationRoutes = (services: Services): Router => {
  const { operations } = services

  const show = async (req: Request<{ id: string }>, res: Response) => {
    const found = await operations.find(req.params.id)
    // somebody else's operation is as unknown as none
    if (!found || !may(viewerOf(res), operations.permissionFor(found)))
      return showProblem(res, 404, 'not-found')
    const running = found.state === 'running' && !res.locals.partial
    const operation = (running ? await operations.ended(found.id, heldMs) : found) ?? found
    if (running) await newsAgain(services, res)
    res.set('Cache-Control', 'no-store')
    const open = await leftOpen(operation, services)
    if (open) {
      req.session.said = open
      return res.redirect(303, services.paths.addon(operation.addon))
    }
    res.render('operations/show', {
      operation: operationView(operation, services, res),
      waits: operation.state === 'running' && operations.waitsFor(operation.id),
      moved: movedWords(operation, services, res),
      receipt: await receiptOf(operation, services),
      paid: isPaid(operation),
      ...(await manageable(operation.addon)),
    })
  }

  const manageable = async (addon: string) => ({
    installation: (await services.installations.find(addon)) ?? null,
    needsSetUp: (await services.addonSettings.unfinished()).has(addon),
    listed: Boolean(await services.addons.find(addon)),
  })

  return Router(asSpelled).get(addresses.operation.pattern, show)
}
