import { randomUUID } from 'node:crypto'
import type { PurchaseRequest, Refusal } from '../../../../contracts/marketplace-api.ts'
import type { Licence } from '../../../accounts/licences.ts'
import { addDays, endOfPeriod, isRecurring } from '../../calendar.ts'
import type { Order } from '../../records.ts'
import type { BillingStores } from '../../stores.ts'
import { days, type Ground } from '../ground.ts'
import { issueInvoice } from '../invoicing.ts'
import { tellOfOrder } from '../ordering.ts'
import { startPayment } from '../settling.ts'
import type { Sale } from './checks.ts'

/** A request to buy, as it came in. */
export interface Arrived {
  licence: Licence
  reference: string
  request: PurchaseRequest
  fingerprint: string
  at: Date
}

/** Writes the order and its invoice down, and the payment that is asked for next. No card: the invoice waits. */
export const placed = async (
  { settings }: Ground,
  stores: BillingStores,
  arrived: Arrived,
  { quote, licence, account, product }: Sale,
) => {
  const at = arrived.at.toISOString()
  const { cycle, currency, net } = quote
  const period = isRecurring(cycle) ? { from: at, to: endOfPeriod(at, cycle, 1) } : null
  const dueAt = addDays(at, days.grace)
  const sale = { licence, account, product, cycle, currency, net, period, entitlementId: null, at, dueAt }
  const invoice = await issueInvoice(stores, settings, sale)
  const card = (await stores.cards.of(account.id)).find(({ isDefault }) => isDefault)
  const state = card ? 'processing' : 'payment due'
  const { major } = quote
  const order = { ...orderOf(arrived), accountId: account.id, state, major, invoiceId: invoice.id } as const
  await keep(stores, order)
  return { order, payment: card && (await startPayment(stores, { invoice, card, at })) }
}

/** Writes down that nothing was sold, and why: asked again, the answer is the same. */
export const refused = async (
  stores: BillingStores,
  arrived: Arrived,
  refusal: Refusal,
): Promise<{ order: Order }> => {
  const order = { ...orderOf(arrived), refusal }
  await keep(stores, order)
  return { order }
}

const keep = async (stores: BillingStores, order: Order) => {
  await stores.orders.add(order)
  await tellOfOrder(stores, order, order.placedAt)
}

const orderOf = ({ licence, reference, fingerprint, request, at }: Arrived): Order => ({
  id: randomUUID(),
  licenceId: licence.id,
  accountId: licence.accountId,
  reference,
  fingerprint,
  addon: request.addon,
  cycle: request.cycle,
  currency: request.currency,
  total: request.total,
  major: null,
  terms: request.terms,
  state: 'refused',
  refusal: null,
  invoiceId: null,
  entitlementId: null,
  placedAt: at.toISOString(),
  changedAt: at.toISOString(),
})
