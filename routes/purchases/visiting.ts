import type { Request, Response } from 'express'
import { isOpen } from '../../marketplace/purchases.ts'
import { newsAgain } from '../middleware/news.ts'
import type { Services } from '../services.ts'
import { saidOfPayment } from './said.ts'

/** Asks about the open purchase of an add-on before its page is shown, and says aloud what has become of it. */
export const visitPurchase = async (slug: string, services: Services, req: Request, res: Response) => {
  const { purchases } = services
  const before = await purchases.openFor(slug)
  if (await purchases.visit(slug)) await newsAgain(services, res)
  const latest = await purchases.latestFor(slug)
  const isNews = before
    ? latest?.reference === before.reference && latest.state !== before.state
    : isAwaited(latest?.reference, req, res)
  if (latest && isNews && !isOpen(latest)) req.session.said = await saidOfPayment(latest, services)
}

/** A page that asks by itself names the purchase it waits for. */
const isAwaited = (reference: string | undefined, req: Request, { locals }: Response) =>
  locals.partial && reference !== undefined && req.query['purchase'] === reference
