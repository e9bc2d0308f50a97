import type { Request, Response } from 'express'
import type { AddonEntry } from '../../contracts/catalogue.ts'
import { noMoney, offer } from '../../marketplace/offer.ts'
import { connectionPanel } from '../connection.ts'
import { viewerOf } from '../middleware/locals.ts'
import { operationView } from '../operations/view.ts'
import type { Services } from '../services.ts'
import { cardFor } from './card.ts'
import { detailsOf } from './details.ts'
import { helpDeskNow } from './help-desk.ts'

/** What the page of one add-on shows: what this operator may do with it, and everything the list says of it. */
export const pageOf = async (addon: AddonEntry, services: Services, req: Request, res: Response) => {
  const installation = (await services.installations.find(addon.slug)) ?? null
  const operation = await services.operations.openFor(addon.slug)
  const helpDesk = await helpDeskNow(services, res)
  const question = {
    addon,
    installation,
    running: Boolean(operation),
    connection: await services.connection.current(),
    money: noMoney,
    operator: viewerOf(res),
    helpDesk,
    now: services.now(),
  }
  return {
    addon,
    installation,
    operation: operation && operationView(operation, services, res),
    helpDesk,
    offer: offer(question),
    card: cardFor(addon, installation, helpDesk.version, res),
    connection: await connectionPanel(services, req),
    ...detailsOf(addon, helpDesk.version, res),
  }
}
