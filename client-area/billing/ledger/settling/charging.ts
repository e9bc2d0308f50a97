import { randomUUID } from 'node:crypto'
import { hasExpired } from '../../expiry.ts'
import type { GatewayState } from '../../gateway.ts'
import type { Card, Invoice, Payment } from '../../records.ts'
import type { BillingStores } from '../../stores.ts'
import type { Ground } from '../ground.ts'
import { held } from './held.ts'

/** Writes down that a card is about to be charged, with the reference by which the gateway will know it. */
export const startPayment = async (
  { payments }: BillingStores,
  { invoice, card, at }: { invoice: Invoice; card: Card; at: string },
): Promise<Payment> => {
  const payment: Payment = {
    id: randomUUID(),
    invoiceId: invoice.id,
    cardId: card.id,
    method: 'card',
    reference: `pay-${randomUUID()}`,
    currency: invoice.currency,
    amount: invoice.total,
    state: 'pending',
    reason: null,
    at,
    settledAt: null,
  }
  await payments.add(payment)
  return payment
}

/** Asks the gateway. The same payment may be asked for again: the gateway charges a reference once. */
export const chargeCard = async (ground: Ground, payment: Payment): Promise<GatewayState> => {
  const card = await ground.stores.cards.find(payment.cardId ?? '')
  const { isWanted } = await held(ground.stores, payment.id)
  if (!card || !isWanted || hasExpired(card.expires, ground.now())) return 'declined'
  const { reference, currency, amount } = payment
  return ground.gateway.charge({ reference, token: card.token, currency, amount })
}
