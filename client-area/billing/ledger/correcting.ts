import { randomUUID } from 'node:crypto'
import type { Correcting } from '../backend.ts'
import type { Invoice, Payment } from '../records.ts'
import type { BillingStores } from '../stores.ts'
import type { Ground } from './ground.ts'
import { changeOrder } from './ordering.ts'
import { changeRight, renewed } from './rights.ts'
import { received } from './settling.ts'
import { isUnderWay, voidOpen } from './voiding.ts'

export { finishRefunds, refund } from './refunding.ts'

/** Takes an open invoice back. A first one takes its order along; a renewal's period is given away. */
export const voidInvoice = (ground: Ground, number: string): Promise<Correcting> =>
  correct(ground, number, async (stores, invoice, at) => {
    const after = await voidOpen(stores, invoice, at)
    if (!after) return { kind: 'not open' }
    const order = await stores.orders.findByInvoice(invoice.id)
    if (order) await changeOrder(stores, order, { state: 'void' }, at)
    const right = invoice.entitlementId === null ? undefined : await stores.rights.find(invoice.entitlementId)
    if (right && right.state !== 'ended') await changeRight(stores, right, renewed(right, at), at)
    return { kind: 'done', invoice: after }
  })

/** Books an open invoice as paid by other means, as by a bank transfer. */
export const markPaid = (ground: Ground, number: string): Promise<Correcting> =>
  correct(ground, number, async (stores, invoice, at) => {
    const payments = await stores.payments.of(invoice.id)
    if (invoice.state !== 'open' || invoice.corrects !== null || payments.some(isUnderWay))
      return { kind: 'not open' }
    await giveUpAsking(stores, payments, at)
    const payment = byHand(invoice, at)
    await stores.payments.add(payment)
    return { kind: 'done', invoice: await received(stores, invoice, payment, at) }
  })

/** Corrects an invoice as it is while nobody else changes anything of its licence. */
export const correct = async <T>(
  ground: Ground,
  number: string,
  work: (stores: BillingStores, invoice: Invoice, at: string) => Promise<T>,
): Promise<T | { kind: 'unknown' }> => {
  const found = await ground.stores.invoices.findByNumber(number)
  if (!found || found.state === 'draft') return { kind: 'unknown' }
  const at = ground.now().toISOString()
  return ground.atomically(async stores => {
    await stores.licences.hold(found.licenceId)
    const invoice = await stores.invoices.find(found.id)
    return invoice ? work(stores, invoice, at) : { kind: 'unknown' }
  })
}

// a late yes to the bank's question finds nothing to pay any more
const giveUpAsking = async ({ payments }: BillingStores, all: Payment[], at: string) => {
  for (const payment of all.filter(({ state }) => state === 'action required'))
    await payments.put({ ...payment, state: 'failed', reason: 'paid by other means', settledAt: at })
}

const byHand = ({ id, currency, total }: Invoice, at: string): Payment => ({
  id: randomUUID(),
  invoiceId: id,
  cardId: null,
  method: 'by hand',
  reference: `hand-${randomUUID()}`,
  currency,
  amount: total,
  state: 'succeeded',
  reason: null,
  at,
  settledAt: at,
})
