import { randomUUID } from 'node:crypto'
import type { AddonEntry } from '../../contracts/catalogue.ts'
import { actorOf } from '../activity.ts'
import type { Connection } from '../connection.ts'
import type { CancellationStore, EntitlementStore } from '../entitlements.ts'
import { Failed, type Failure, fail, failure } from '../failures.ts'
import type { Operation, Operations, Stores, Wish } from '../operations.ts'
import { may, type Viewer } from '../permissions.ts'
import { isBuying, type Order, type Placing, type Purchase, type Quote, type Quoted } from '../purchases.ts'
import { archiveMissing, type Goods, type PreflightNeeds, preflight } from './preflight.ts'
import type { PriceNeeds, Prices } from './pricing.ts'
import type { MarketNeeds } from './needs.ts'
import { priceWords } from './words.ts'

export interface PlacingNeeds extends MarketNeeds, PreflightNeeds, Pick<PriceNeeds, 'quotes'> {
  operations: Pick<Operations, 'start' | 'openFor'>
  entitlements: Pick<EntitlementStore, 'latestFor'>
  cancellations: Pick<CancellationStore, 'openFor'>
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
    const connection = await buyer(needs, addon)
    const pressed = await needs.quotes.holding(order.attempt)
    const asked = pressed && asOnTheButton(pressed, order, connection, addon)
    if (!pressed || !asked) return { kind: 'price changed' }
    const goods = await preflight(needs, addon)
    const deal = await priced(needs, { addon, connection, quoted: pressed, quote: asked, goods })
    if (!deal) return { kind: 'price changed' }
    if (deal.quoted.archive !== 'ready' && goods.kind === 'to be fetched')
      return refused(archiveMissing(addon))
    return await begin(needs, deal, viewer)
  } catch (error) {
    if (error instanceof Failed) return refused(error.failure)
    throw error
  }
}

/** What is under way already comes before everything else, also before a price that is old by now. */
const whatStands = async (
  { operations, purchases, connection }: PlacingNeeds,
  { slug, name }: AddonEntry,
): Promise<Placing | undefined> => {
  const open = await operations.openFor(slug)
  if (open) return joined(open, name)
  // of another licence: its account is to settle it, this one may buy
  const purchase = await purchases.openFor(slug, (await connection.current())?.licence.id)
  return purchase && { kind: 'open already', purchase }
}

const joined = (operation: Operation, name: string): Placing =>
  isBuying(operation)
    ? { kind: 'joined', operation }
    : refused(failure('busy', { name, operator: operation.operator }))

const buyer = async ({ connection, ...needs }: PlacingNeeds, { slug, name }: AddonEntry) => {
  const current = await connection.current()
  if (!current) return fail('not-connected', { name })
  if (current.place !== 'at home') fail(current.place === 'copy' ? 'copy' : 'moved-or-copy')
  if (current.licence.state !== 'active') fail('licence-inactive', { name, state: current.licence.state })
  await checkNothingStands(needs, slug, name)
  return current
}

const checkNothingStands = async (
  stores: Pick<PlacingNeeds, 'entitlements' | 'cancellations'> | Stores,
  addon: string,
  name: string,
) => {
  // stops a purchase from beginning while nobody knows whether the last one's billing has stopped
  if (await stores.cancellations.openFor(addon)) fail('cancelling', { name })
  const right = await stores.entitlements.latestFor(addon)
  if (right && right.kind !== 'free' && right.state !== 'ended') fail('bought-already', { name })
}

/** The quote that the button stood for. The form decides nothing: what it says is only compared with the quote. */
const asOnTheButton = (
  { addon, licence, account, quotes }: Quoted,
  order: Order,
  connection: Connection,
  { slug }: AddonEntry,
): Quote | undefined => {
  if (addon !== slug || licence !== connection.licence.id || account.id !== connection.account.id)
    return undefined
  const quote = quotes.find(({ id }) => id === order.attempt)
  const isSame =
    quote?.cycle === order.cycle && String(quote.total) === order.amount && quote.currency === order.currency
  return isSame ? quote : undefined
}

interface Deal {
  addon: AddonEntry
  connection: Connection
  quoted: Quoted
  quote: Quote
  goods: Goods
}

const soon = 20_000

/** A quote that has run out, or stood for another release, is asked again: the same amount, or no deal. */
const priced = async (needs: PlacingNeeds, deal: Deal): Promise<Deal | undefined> => {
  const { addon, connection, quoted, quote, goods } = deal
  const version = goods.kind === 'to be fetched' ? goods.release.version : quoted.version
  const holds = Date.parse(quote.expiresAt) - soon > needs.now().getTime()
  if (holds && quoted.version === version) return deal
  const again = await needs.prices.ask(connection, addon.slug, version)
  if (again.kind === 'out of reach') return fail('price-unchecked', { name: addon.name })
  if (again.kind === 'already entitled') return fail('bought-already', { name: addon.name })
  if (again.kind !== 'quoted') return undefined
  const same = again.quoted.quotes.find(
    ({ cycle, total, currency }) =>
      cycle === quote.cycle && total === quote.total && currency === quote.currency,
  )
  return same && { ...deal, quoted: again.quoted, quote: same }
}

/** The quote was used by another press meanwhile. */
class UsedUp extends Error {}

const begin = async (needs: PlacingNeeds, deal: Deal, viewer: Viewer): Promise<Placing> => {
  const { addon, quote } = deal
  const purchase = purchaseFor(needs, deal, viewer)
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

const purchaseFor = ({ now }: PlacingNeeds, deal: Deal, viewer: Viewer): Purchase => {
  const { addon, connection, quoted, quote } = deal
  const { id, name, email } = connection.account
  return {
    ...actorOf(viewer),
    reference: randomUUID(),
    addon: addon.slug,
    name: addon.name,
    licence: connection.licence.id,
    account: { id, name, email },
    quote: quote.id,
    cycle: quote.cycle,
    currency: quote.currency,
    total: quote.total,
    terms: quoted.terms.version,
    state: 'unsent',
    refusal: null,
    failure: null,
    invoice: null,
    entitlement: null,
    odd: null,
    placedAt: now().toISOString(),
    checkedAt: null,
  }
}

// One name for both: the lines of the record, the operation's page and the client area's order all carry it.
const wishFor = ({ addon, goods }: Deal, purchase: Purchase): Wish => ({
  id: purchase.reference,
  kind: goods.kind === 'on disk' ? 'repurchase' : 'purchase',
  addon: addon.slug,
  addonKind: addon.kind,
  name: addon.name,
  version: goods.kind === 'on disk' ? goods.version : goods.release.version,
  input: {
    reference: purchase.reference,
    detail: priceWords(purchase),
    ...(goods.kind === 'to be fetched' && goods.replaces ? { replace: 'yes' } : {}),
  },
})

const refused = (why: Failure): Placing => ({ kind: 'refused', why })

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
const asTyped = ({ amount, currency, cycle }: Order) =>
  [amount, currency, cycle].map(text => text.replaceAll(/[^\w-]/g, '').slice(0, 20)).join(' ')
