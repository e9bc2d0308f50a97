import type { PurchaseRequest, Refusal } from '../../../../contracts/marketplace-api.ts'
import type { Account } from '../../../accounts/accounts.ts'
import { type Licence, stateOf } from '../../../accounts/licences.ts'
import type { Product, StoredQuote } from '../../records.ts'
import type { BillingStores } from '../../stores.ts'
import { withTax } from '../../tax.ts'
import type { Ground } from '../ground.ts'

/** Something that may be charged exactly as the quote says. */
export interface Sale {
  kind: 'sale'
  quote: StoredQuote
  licence: Licence
  account: Account
  product: Product
}
export type Checked = Sale | { kind: 'refused'; refusal: Refusal }

interface Asking {
  licence: Licence
  request: PurchaseRequest
  at: Date
}

/** Whether this licence may buy that now, for exactly that amount. Nothing of the request is charged: the quote is. */
export const checked = async (
  ground: Ground,
  stores: BillingStores,
  { licence, request, at }: Asking,
): Promise<Checked> => {
  const no = (refusal: Refusal): Checked => ({ kind: 'refused', refusal })
  const account = await stores.accounts.find(licence.accountId)
  if (!account || stateOf(licence, at) !== 'active') return no('licence inactive')
  const held = await stores.rights.liveFor(licence.id, request.addon)
  if (held && held.kind !== 'free') return no('already entitled')
  if (await stores.orders.openFor(licence.id, request.addon)) return no('other order open')

  const quote = await ownQuote(stores, licence, request.quote)
  if (!quote) return no('quote expired')
  if (!agrees(quote, request)) return no('price changed')
  if (quote.expiresAt <= at.toISOString()) return no('quote expired')
  const product = await stores.products.find(quote.addon)
  const net = await netNow(stores, quote, at)
  if (!product || net === undefined) return no('not sold')
  if (!stands(quote, { net, account, terms: ground.settings.terms.version })) return no('price changed')
  return { kind: 'sale', quote, licence, account, product }
}

// stops a quote from being used under another licence, or by an account that owned the licence before
const ownQuote = async ({ quotes }: BillingStores, licence: Licence, id: string) => {
  const quote = await quotes.find(id)
  return quote?.licenceId === licence.id && quote.accountId === licence.accountId ? quote : undefined
}

// what the person confirmed, word for word
const agrees = (quote: StoredQuote, request: PurchaseRequest) =>
  quote.addon === request.addon &&
  quote.cycle === request.cycle &&
  quote.total === request.total &&
  quote.currency === request.currency &&
  quote.terms === request.terms

const netNow = async ({ products }: BillingStores, { addon, cycle, currency }: StoredQuote, at: Date) => {
  const prices = await products.pricesAt(addon, at.toISOString())
  return prices.find(price => price.cycle === cycle && price.currency === currency)?.amount
}

// whether the same quote would be made again now
const stands = (
  quote: StoredQuote,
  { net, account, terms }: { net: number; account: Account; terms: string },
) => {
  const now = withTax(net, account.tax)
  const samePrice = quote.net === now.net && quote.tax === now.tax && quote.total === now.total
  return samePrice && quote.currency === account.currency && quote.terms === terms
}
