import type { GatewayState } from '../gateway.ts'
import type { Invoice, Payment } from '../records.ts'
import type { BillingStores } from '../stores.ts'
import type { Ground } from './ground.ts'
import { giveBack, isFinal, isOwedBack, oweBack } from './settling/giving-back.ts'
import { held, type Settling } from './settling/held.ts'
import { failed, waiting } from './settling/failing.ts'
import { received } from './settling/receiving.ts'

export { received } from './settling/receiving.ts'
export { chargeCard, startPayment } from './settling/charging.ts'

/**
 * Stores what the gateway said of a payment, with all that follows from it: invoice, books, order, right, events. The
 * same answer a second time changes nothing.
 */
export const settlePayment = async (ground: Ground, payment: Payment, answer: GatewayState) => {
  const at = ground.now().toISOString()
  const after = await ground.atomically(async stores => {
    const settling = await held(stores, payment.id)
    await settle(stores, settling, answer, at)
    return (await stores.payments.find(payment.id)) ?? settling.payment
  })
  return isOwedBack(after) ? giveBack(ground, after) : after
}

const settle = async (stores: BillingStores, settling: Settling, answer: GatewayState, at: string) => {
  const { payment, invoice } = settling
  if (isFinal(payment)) return
  if (answer === 'succeeded')
    return isStillOwed(settling) ? received(stores, invoice, payment, at) : oweBack(stores, settling, at)
  if (payment.state === 'failed') return
  return answer === 'declined' ? failed(stores, settling, at) : waiting(stores, settling, answer, at)
}

// Money for what ended, or changed hands, while the payment was under way goes back: nobody pays for nothing.
const isStillOwed = ({ payment, invoice, isWanted }: Settling) =>
  payment.state !== 'failed' && isPayable(invoice) && isWanted

const isPayable = ({ state }: Invoice) => state === 'open' || state === 'processing'
