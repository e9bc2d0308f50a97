import type { Invoice, Payment } from '../records.ts'
import type { Ground } from './ground.ts'
import { chargeCard, settlePayment } from './settling.ts'

/** Asks what became of a payment that was under way, or whose answer was lost, and stores that. */
export const settleWaiting = async (ground: Ground, payment: Payment): Promise<Payment> =>
  settlePayment(ground, payment, await answerTo(ground, payment))

const stillWanted = 15 * 60_000

// A charge that never arrived is asked for again under the same reference: the gateway charges that once. Long after the
// press nobody expects it any more: the invoice stays to be paid by hand.
const answerTo = async (ground: Ground, payment: Payment) => {
  if (payment.state === 'processing') return ground.gateway.settle(payment.reference)
  const found = await ground.gateway.find(payment.reference)
  if (found) return found
  const age = ground.now().getTime() - Date.parse(payment.at)
  return age < stillWanted ? chargeCard(ground, payment) : 'declined'
}

/** A payment with its invoice, as it waits now. */
export interface Waiting {
  payment: Payment
  invoice: Invoice
}

/** Every payment that waits for the gateway, oldest first. */
export const waitingPayments = async ({ stores }: Ground): Promise<Waiting[]> => {
  const states = ['processing', 'pending'] as const
  const payments = (await Promise.all(states.map(state => stores.payments.inState(state)))).flat()
  const waiting: Waiting[] = []
  for (const payment of payments) {
    const invoice = await stores.invoices.find(payment.invoiceId)
    if (invoice) waiting.push({ payment, invoice })
  }
  return waiting
}
