import { type Request, type Response, Router } from 'express'
import { type Actor, actorOf } from '../marketplace/activity.ts'
import type { RefreshOutcome } from '../marketplace/addons.ts'
import { viewerOf } from './middleware/locals.ts'
import { addresses, asSpelled } from './paths.ts'
import type { Services } from './services.ts'

/** The button beside "Catalogue as of". Whoever presses it while a refresh runs waits for that one. */
export const catalogueRoutes = (services: Services): Router => {
  const recorded = async (actor: Actor) => {
    const outcome = await services.refreshCatalogue()
    if (outcome.kind === 'failed' || outcome.kind === 'fresh')
      await services.activity.record({
        ...actor,
        act: 'catalogue.refresh',
        result: outcome.kind === 'fresh' ? 'done' : 'failed',
        detail: outcome.kind === 'failed' ? `${outcome.reason}: ${outcome.detail}` : undefined,
      })
    return outcome
  }

  const refresh = async (req: Request, res: Response) => {
    const outcome = await heldFor(heldMs, recorded(actorOf(viewerOf(res))), services)
    req.session.said = said(outcome)
    res.redirect(303, backFrom(req, services))
  }
  return Router(asSpelled).post(addresses.catalogueRefresh.pattern, refresh)
}

const heldMs = 10_000

/** Stops a slow host from holding the operator's page, too: after a while the answer is that it is being read. */
const heldFor = async (ms: number, work: Promise<RefreshOutcome>, { log }: Pick<Services, 'log'>) => {
  let timer: NodeJS.Timeout | undefined
  const tooLong = new Promise<RefreshOutcome>(done => {
    timer = setTimeout(() => {
      work.catch((error: unknown) => log.warn({ err: error }, 'a refresh failed after its page was answered'))
      done({ kind: 'running' })
    }, ms)
  })
  return Promise.race([work, tooLong]).finally(() => clearTimeout(timer))
}

const said = (outcome: RefreshOutcome) => ({
  key: outcome.kind === 'failed' ? `catalogue.failed.${outcome.reason}` : `catalogue.${outcome.kind}`,
  values: { changed: outcome.kind === 'fresh' ? outcome.changed : 0 },
})

/** To the list or the status page that the button stood on, with its filters; never anywhere else. */
const backFrom = (req: Request, { paths, settings }: Services) => {
  const referer = req.get('referer') ?? ''
  if (!URL.canParse(referer)) return paths.addons()
  const { origin, pathname, search } = new URL(referer)
  const isKnown = [paths.addons(), paths.status()].includes(pathname)
  return isKnown && origin === settings.publicUrl.origin ? pathname + search : paths.addons()
}
