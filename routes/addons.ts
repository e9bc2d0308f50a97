import { type Request, type Response, Router } from 'express'
import { browseQuery, isFiltered, isNarrowed, readBrowse } from '../marketplace/browse.ts'
import { offer } from '../marketplace/offer.ts'
import { cardFor } from './addons/card.ts'
import { detailsOf } from './addons/details.ts'
import { filtersFor } from './addons/filters.ts'
import { helpDeskNow } from './addons/help-desk.ts'
import { slugsIn } from './addons/states.ts'
import { connectionPanel } from './connection.ts'
import { showProblem } from './middleware/errors.ts'
import { viewerOf } from './middleware/locals.ts'
import { operationView } from './operations/view.ts'
import { addresses, asSpelled } from './paths.ts'
import type { Services } from './services.ts'

export const addonRoutes = (services: Services): Router => {
  const { paths } = services

  const browse = async (req: Request, res: Response) => {
    const asked = readBrowse(req.query)
    const revision = res.locals.revisions['catalogue']
    const helpDesk = await helpDeskNow(services, res)
    const only = await slugsIn(asked.states, services)
    const found = await services.addons.search({ ...asked, ...(only ? { only } : {}) }, revision)
    const installed = new Map((await services.installations.all()).map(one => [one.addon, one]))
    const to = (page: number) => paths.withQuery(paths.addons(), browseQuery(asked, { page }))
    res.render('addons/index', {
      asked,
      found,
      cards: found.addons.map(addon =>
        cardFor(addon, installed.get(addon.slug) ?? null, helpDesk.version, res),
      ),
      filters: filtersFor(asked, await services.addons.tags(revision), res.locals.t),
      filtered: isFiltered(asked),
      narrowed: isNarrowed(asked),
      catalogue: helpDesk.catalogue,
      connection: await connectionPanel(services, req),
      pages: {
        previous: found.page > 1 ? to(found.page - 1) : null,
        next: found.page < found.pages ? to(found.page + 1) : null,
      },
    })
  }

  const show = async (req: Request<{ slug: string }>, res: Response) => {
    const addon = await services.addons.find(req.params.slug)
    if (!addon) return showProblem(res, 404, 'not-found')
    const installation = (await services.installations.find(addon.slug)) ?? null
    const operation = await services.operations.openFor(addon.slug)
    const helpDesk = await helpDeskNow(services, res)
    const connection = await services.connection.current()
    const question = {
      addon,
      installation,
      running: Boolean(operation),
      connection,
      operator: viewerOf(res),
      helpDesk,
    }
    res.render('addons/show', {
      addon,
      installation,
      operation: operation && operationView(operation, services, res),
      helpDesk,
      offer: offer(question),
      card: cardFor(addon, installation, helpDesk.version, res),
      connection: await connectionPanel(services, req),
      ...detailsOf(addon, helpDesk.version, res),
    })
  }

  return Router(asSpelled).get(addresses.addons.pattern, browse).get(addresses.addon.pattern, show)
}
