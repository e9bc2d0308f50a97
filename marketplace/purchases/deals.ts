import { randomUUID } from 'node:crypto'
import type { AddonEntry } from '../../contracts/catalogue.ts'
import type { Actor } from '../activity.ts'
import type { Connection } from '../connection.ts'
import { fail } from '../failures.ts'
import type { Wish } from '../operations.ts'
import type { Order, Purchase, Quote, Quoted } from '../purchases.ts'
import type { Goods } from './preflight.ts'
import type { Prices } from './pricing.ts'
import { priceWords } from './words.ts'

/** What is bought, from whom, and at which price. */
export interface Deal {
  addon: AddonEntry
  connection: Connection
  quoted: Quoted
  quote: Quote
  goods: Goods
}

/** The quote that the button stood for. The form decides nothing: what it says is only compared with the quote. */
export const asOnTheButton = (
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

const soon = 20_000

/** A quote that has run out, or stood for another release, is asked again: the same amount, or no deal. */
export const stillHolding = async (
  { prices, now }: { prices: Pick<Prices, 'ask'>; now: () => Date },
  deal: Deal,
): Promise<Deal | undefined> => {
  const { addon, connection, quoted, quote, goods } = deal
  const version = goods.kind === 'to be fetched' ? goods.release.version : quoted.version
  const holds = Date.parse(quote.expiresAt) - soon > now().getTime()
  if (holds && quoted.version === version) return deal
  const again = await prices.ask(connection, addon.slug, version)
  if (again.kind === 'out of reach') return fail('price-unchecked', { name: addon.name })
  if (again.kind === 'already entitled') return fail('bought-already', { name: addon.name })
  if (again.kind !== 'quoted') return undefined
  const same = again.quoted.quotes.find(
    ({ cycle, total, currency }) =>
      cycle === quote.cycle && total === quote.total && currency === quote.currency,
  )
  return same && { ...deal, quoted: again.quoted, quote: same }
}

export const purchaseFor = ({ addon, connection, quoted, quote }: Deal, actor: Actor, at: Date): Purchase => {
  const { id, name, email } = connection.account
  return {
    ...actor,
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
    placedAt: at.toISOString(),
    checkedAt: null,
  }
}

// One name for both: the lines of the record, the operation's page and the client area's order all carry it.
export const wishFor = ({ addon, goods }: Deal, purchase: Purchase): Wish => ({
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
