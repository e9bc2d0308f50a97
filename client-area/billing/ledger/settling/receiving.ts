import type { Invoice, Payment } from '../../records.ts'
import type { BillingStores } from '../../stores.ts'
import { postLedger } from '../bookkeeping.ts'
import { changeInvoice } from '../invoicing.ts'
import { changeOrder } from '../ordering.ts'
import { changeRight, grantRight, renewed } from '../rights.ts'

/** The money has come: the invoice is paid, and the right behind it begins or goes on. The licence is held. */
export const received = async (stores: BillingStores, invoice: Invoice, payment: Payment, at: string) => {
  await stores.payments.put({ ...payment, state: 'succeeded', reason: null, settledAt: at })
  const book = payment.method === 'card' ? 'gateway' : 'bank'
  await postLedger(stores, { kind: 'charge', invoice, at, book, reference: payment.reference })
  const right = await rightFor(stores, invoice, at)
  const paid = { state: 'paid', paidAt: at, closedAt: at, entitlementId: right.id } as const
  return changeInvoice(stores, invoice, paid, at)
}

const rightFor = async (stores: BillingStores, invoice: Invoice, at: string) => {
  const order = await stores.orders.findByInvoice(invoice.id)
  if (order) {
    const right = await grantRight(stores, order, invoice, at)
    await changeOrder(stores, order, { state: 'paid', entitlementId: right.id }, at)
    return right
  }
  const right = await stores.rights.find(invoice.entitlementId ?? '')
  if (!right) throw new Error(`Nothing stands behind the invoice ${invoice.number}.`)
  return changeRight(stores, right, renewed(right, at), at)
}
