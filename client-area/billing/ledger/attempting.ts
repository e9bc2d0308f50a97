import { randomUUID } from 'node:crypto'
import type { Invoice, Payment } from '../records.ts'
import type { BillingStores } from '../stores.ts'
import type { Subscription } from './holding.ts'
import type { Ground } from './ground.ts'
import { takePayment } from './recovering.ts'
import { changeRight, fallenDue } from './rights.ts'
import { startPayment } from './settling.ts'

/** Writes down that the default card is about to be charged for a renewal; without a card it is past due at once. */
export const startAttempt = async (
  stores: BillingStores,
  { right, account }: Subscription,
  invoice: Invoice,
  at: string,
): Promise<Payment> => {
  const card = (await stores.cards.of(account.id)).find(({ isDefault }) => isDefault)
  if (card) return startPayment(stores, { invoice, card, at })
  const failed = withoutCard(invoice, at)
  await stores.payments.add(failed)
  if (right.state === 'active') await changeRight(stores, right, fallenDue(at), at)
  return failed
}

/** Asks the gateway for what was written down, and stores its answer. */
export const finishAttempt = async (ground: Ground, payment: Payment) =>
  payment.state === 'pending' ? takePayment(ground, payment) : payment

const withoutCard = ({ id, currency, total }: Invoice, at: string): Payment => ({
  id: randomUUID(),
  invoiceId: id,
  cardId: null,
  method: 'card',
  reference: `pay-${randomUUID()}`,
  currency,
  amount: total,
  state: 'failed',
  reason: 'no card',
  at,
  settledAt: at,
})
