import type { Payment } from '../records.ts'
import { finishRefunds } from './correcting.ts'
import type { Ground } from './ground.ts'
import { chargeCard, settlePayment } from './settling.ts'
import { settleWaiting } from './waiting.ts'

/** Charges a card and stores what came of it. A gateway that gives no answer leaves the payment pending. */
export const takePayment = async (ground: Ground, payment: Payment): Promise<Payment> =>
  (await tried(ground, payment.reference, async () =>
    settlePayment(ground, payment, await chargeCard(ground, payment)),
  )) ?? payment

/**
 * Settles payments whose answer was lost: the gateway is asked what became of each. One that never arrived is charged
 * now, under the same reference, so that it is charged once even if the first request is still on its way.
 */
export const recover = async (ground: Ground) => {
  for (const payment of await ground.stores.payments.inState('pending'))
    await tried(ground, payment.reference, () => settleWaiting(ground, payment))
  await tried(ground, 'refunds', () => finishRefunds(ground))
}

const tried = async <T>(ground: Ground, reference: string, work: () => Promise<T>) => {
  try {
    return await work()
  } catch (error) {
    ground.log.error({ error, reference }, 'A payment could not be settled; it is asked for again later.')
    return undefined
  }
}
