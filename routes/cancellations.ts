import { type Request, type Response, Router } from 'express'
import { showAddon } from './addons/page.ts'
import { showProblem } from './middleware/errors.ts'
import { viewerOf } from './middleware/locals.ts'
import { failureWords } from './operations/view.ts'
import { addresses, asSpelled } from './paths.ts'
import type { Services } from './services.ts'

/** Cancel: ends a subscription. What it does stands above the button; the press is the only question. */
export const cancellationRoutes = (services: Services): Router => {
  const cancel = async (req: Request<{ slug: string }>, res: Response) => {
    const { slug } = req.params
    if (!(await services.entitlements.latestFor(slug))) return showProblem(res, 404, 'not-found')
    const outcome = await services.entitlements.cancel(slug, viewerOf(res))
    if (outcome.kind !== 'refused') return res.redirect(303, services.paths.operation(outcome.operation.id))
    const problem = {
      title: res.locals.t('cancellations.not-cancelled', { name: outcome.why.values['name'] ?? slug }),
      text: failureWords(outcome.why, services, res),
    }
    if (!(await showAddon(slug, services, req, res.status(409), problem))) showProblem(res, 404, 'not-found')
  }
  return Router(asSpelled).post(addresses.cancellation.pattern, cancel)
}
