import type { Payment } from '../records.ts'
import type { Ground } from './ground.ts'
import { chargeCard, settlePayment } from './settling.ts'

/** Charges a card and stores what came of it. A gateway that gives no answer leaves the payment pending. */
export const takePayment = (ground: Ground, payment: Payment) =>
  settled(ground, payment, () => chargeCard(ground, payment))

/**
 * Settles payments whose answer was lost: the gateway is asked what became of each. One that never arrived is charged
 * now, under the same reference, so that it is charged once even if the first request is still on its way.
 */
export const recover = async (ground: Ground) => {
  for (const payment of await ground.stores.payments.inState('pending'))
    await settled(ground, payment, async () => {
      const known = await ground.gateway.find(payment.reference)
      return known ?? chargeCard(ground, payment)
    })
}

const settled = async (
  ground: Ground,
  payment: Payment,
  ask: () => ReturnType<Ground['gateway']['charge']>,
): Promise<Payment> => {
  try {
    return await settlePayment(ground, payment, await ask())
  } catch (error) {
    const { reference } = payment
    ground.log.error({ error, reference }, 'A payment could not be settled; it is asked for again later.')
    return payment
  }
}
