import type { AddonEntry } from '../../contracts/catalogue.ts'
import { actorOf } from '../activity.ts'
import { Failed, failure } from '../failures.ts'
import type { Operations } from '../operations.ts'
import { may, type Viewer } from '../permissions.ts'
import type { Order, Placing } from '../purchases.ts'
import { asOnTheButton, type Deal, purchaseFor, stillHolding, wishFor } from './deals.ts'
import type { MarketNeeds } from './needs.ts'
import { type PreflightNeeds, preflight } from './preflight.ts'
import type { PriceNeeds, Prices } from './pricing.ts'
import { buyer, checkNothingStands, joined, refused, type StandingNeeds, whatStands } from './standing.ts'
import { priceWords } from './words.ts'

export interface PlacingNeeds
  extends Omit<MarketNeeds, 'entitlements'>,
    StandingNeeds,
    PreflightNeeds,
    Pick<PriceNeeds, 'quotes'> {
  operations: Pick<Operations, 'start' | 'openFor'>
  prices: Pick<Prices, 'ask'>
}

/** Buys for exactly the amount on the button that was pressed, or not at all. The second press joins the first. */
export const place = async (
  needs: PlacingNeeds,
  addon: AddonEntry,
  order: Order,
  viewer: Viewer,
): Promise<Placing> => {
  const placing = await tryToPlace(needs, addon, order, viewer)
  if (placing.kind === 'refused' || placing.kind === 'price changed')
    await recordRefusal(needs, addon, order, viewer, placing)
  return placing
}

const tryToPlace = async (
  needs: PlacingNeeds,
  addon: AddonEntry,
  order: Order,
  viewer: Viewer,
): Promise<Placing> => {
  try {
    if (!may(viewer, 'addons') || !may(viewer, 'addons.spend')) return refused(failure('may-not-spend'))
    const standing = await whatStands(needs, addon)
    if (standing) return standing
    const deal = await dealFor(needs, addon, order)
    return deal ? await begin(needs, deal, viewer) : { kind: 'price changed' }
  } catch (error) {
    if (error instanceof Failed) return refused(error.failure)
    throw error
  }
}

/** What was confirmed, if it can be had; undefined: not at that price. Throws Failed. */
const dealFor = async (needs: PlacingNeeds, addon: AddonEntry, order: Order): Promise<Deal | undefined> => {
  const connection = await buyer(needs, addon)
  const quoted = await needs.quotes.holding(order.attempt)
  const quote = quoted && asOnTheButton(quoted, order, connection, addon)
  if (!quoted || !quote) return undefined
  const goods = await preflight(needs, addon)
  const deal = await stillHolding(needs, { addon, connection, quoted, quote, goods })
  if (deal?.quoted.archive === 'missing' && goods.kind === 'to be fetched')
    throw new Failed(failure('archive-missing', { name: addon.name }))
  return deal
}

/** The quote was used by another press meanwhile. */
class UsedUp extends Error {}

const begin = async (needs: PlacingNeeds, deal: Deal, viewer: Viewer): Promise<Placing> => {
  const { addon, quote } = deal
  const purchase = purchaseFor(deal, actorOf(viewer), needs.now())
  try {
    const started = await needs.operations.start(wishFor(deal, purchase), actorOf(viewer), async stores => {
      await checkNothingStands(stores, addon.slug, addon.name)
      if (!(await stores.quotes.take(quote.id))) throw new UsedUp()
      await stores.purchases.add(purchase)
    })
    return started.kind === 'joined' ? joined(started.operation, addon.name) : started
  } catch (error) {
    if (error instanceof Failed) throw error
    const standing = await whatStands(needs, addon)
    if (standing) return standing
    if (error instanceof UsedUp) return { kind: 'price changed' }
    throw error
  }
}

const recordRefusal = (
  { atomically }: PlacingNeeds,
  addon: AddonEntry,
  order: Order,
  viewer: Viewer,
  placing: Placing,
) =>
  atomically(({ record }) =>
    record({
      ...actorOf(viewer),
      act: 'addon.purchase',
      addon: addon.slug,
      result: 'refused',
      detail: `${asTyped(order)}, ${placing.kind === 'refused' ? placing.why.code : placing.kind}`,
    }),
  )

// From the browser: it goes into the record, so it is kept short and plain.
const asTyped = ({ amount, currency, cycle }: Order) => {
  const typed = [amount, currency, cycle].map(text => text.replaceAll(/[^\w-]/g, '').slice(0, 20)).join(' ')
  const [, total, code, rest = ''] = /^(\d{1,12}) ([A-Z]{3}) (.*)$/.exec(typed) ?? []
  return total && code ? priceWords({ total: Number(total), currency: code, cycle: rest }) : typed
}
