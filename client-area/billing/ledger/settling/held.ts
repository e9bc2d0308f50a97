import type { Invoice, Order, Payment, Right } from '../../records.ts'
import type { BillingStores } from '../../stores.ts'

/** A payment with all that depends on it, held until the transaction ends. */
export interface Settling {
  payment: Payment
  invoice: Invoice
  /** behind a first invoice */
  order: Order | undefined
  /** behind a renewal's */
  right: Right | undefined
  /** whether whoever is asked for it still owns the licence, and has not ended what it pays for */
  isWanted: boolean
}

export const held = async (stores: BillingStores, paymentId: string): Promise<Settling> => {
  const before = await paymentAndInvoice(stores, paymentId)
  const licence = await stores.licences.hold(before.invoice.licenceId)
  // what was read before the licence was held may have changed while waiting for it
  const { payment, invoice } = await paymentAndInvoice(stores, paymentId)
  const right = invoice.entitlementId === null ? undefined : await stores.rights.find(invoice.entitlementId)
  const order = await stores.orders.findByInvoice(invoice.id)
  const isOwners = order === undefined || order.accountId === licence?.accountId
  return { payment, invoice, order, right, isWanted: isOwners && right?.state !== 'ended' }
}

const paymentAndInvoice = async ({ payments, invoices }: BillingStores, id: string) => {
  const payment = await payments.find(id)
  const invoice = payment && (await invoices.find(payment.invoiceId))
  if (!invoice) throw new Error(`The payment ${id} has no invoice.`)
  return { payment, invoice }
}
