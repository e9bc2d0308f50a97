import type { Payment } from '../../records.ts'
import type { BillingStores } from '../../stores.ts'
import { changeInvoice } from '../invoicing.ts'
import { changeOrder } from '../ordering.ts'
import { changeRight, fallenDue } from '../rights.ts'
import { voidOpen } from '../voiding.ts'
import type { Settling } from './held.ts'

/** The card was declined: the invoice stays, to be paid by hand. */
export const failed = async (stores: BillingStores, settling: Settling, at: string) => {
  const { payment, order, isWanted } = settling
  const reason = payment.reason ?? 'declined'
  await stores.payments.put({ ...payment, state: 'failed', reason, settledAt: at })
  const invoice = await reopened(stores, settling, at)
  if (order) await changeOrder(stores, order, { state: isWanted ? 'payment due' : 'void' }, at)
  // what ended, or changed hands, while the payment was under way owes nothing
  if (!isWanted) await voidOpen(stores, invoice, at)
  await noteFallenDue(stores, settling, at)
}

/** The bank takes its time, or asks the card's owner. */
export const waiting = async (
  stores: BillingStores,
  settling: Settling,
  answer: Extract<Payment['state'], 'processing' | 'action required'>,
  at: string,
) => {
  const { payment, invoice, order } = settling
  await stores.payments.put({ ...payment, state: answer })
  if (answer === 'processing' && invoice.state === 'open')
    await changeInvoice(stores, invoice, { state: 'processing' }, at)
  if (order) await changeOrder(stores, order, { state: answer }, at)
  if (answer === 'action required') {
    await reopened(stores, settling, at)
    await noteFallenDue(stores, settling, at)
  }
}

const reopened = (stores: BillingStores, { invoice }: Settling, at: string) =>
  invoice.state === 'processing'
    ? changeInvoice(stores, invoice, { state: 'open' }, at)
    : Promise.resolve(invoice)

const noteFallenDue = async (stores: BillingStores, { right }: Settling, at: string) => {
  if (right?.state === 'active') await changeRight(stores, right, fallenDue(at), at)
}
