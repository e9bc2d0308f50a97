import type { BillingStep } from '../backend.ts'
import { finishAttempt, startAttempt } from './attempting.ts'
import { isUnderWay } from './due.ts'
import type { Ground } from './ground.ts'
import { holdSubscription } from './holding.ts'
import { attempted } from './renewing.ts'
import { changeRight, ended } from './rights.ts'
import { settleWaiting } from './waiting.ts'
import { isStillNext, type Step, stepDone } from './stepping.ts'
import { voidOpen } from './voiding.ts'

/** Tries the default card again for a renewal that was not paid. */
export const retry = async (ground: Ground, step: Step): Promise<BillingStep | undefined> => {
  const begun = await ground.atomically(async stores => {
    const subscription = await holdSubscription(stores, step.right)
    if (!subscription.owed || !isStillNext(step, subscription)) return undefined
    const { invoice } = subscription.owed
    const payment = await startAttempt(stores, subscription, invoice, step.at)
    return { right: subscription.right, invoice, payment }
  })
  return begun && attempted(step, begun.right, begun.invoice, await finishAttempt(ground, begun.payment))
}

/** Asks what became of a renewal's payment that was under way. */
export const settleRenewal = async (ground: Ground, step: Step): Promise<BillingStep | undefined> => {
  const { right, owed } = await ground.atomically(stores => holdSubscription(stores, step.right))
  const payment = owed?.payments.find(isUnderWay)
  return owed && payment && attempted(step, right, owed.invoice, await settleWaiting(ground, payment))
}

/** Not paid for so long that it is switched off; paying brings it back. */
export const suspend = (ground: Ground, step: Step): Promise<BillingStep | undefined> =>
  ground.atomically(async stores => {
    const subscription = await holdSubscription(stores, step.right)
    if (!isStillNext(step, subscription)) return undefined
    const right = await changeRight(stores, subscription.right, { state: 'suspended' }, step.at)
    return stepDone('suspended', step, right, subscription.owed?.invoice)
  })

/** Ends what was not paid, or was given up at a transfer; nothing is owed of it any more. */
export const end = (ground: Ground, step: Step): Promise<BillingStep | undefined> =>
  ground.atomically(async stores => {
    const subscription = await holdSubscription(stores, step.right)
    if (!isStillNext(step, subscription)) return undefined
    const { owed } = subscription
    const why = step.kind === 'end' ? 'transferred' : 'unpaid'
    const usableUntil = subscription.right.usableUntil ?? step.at
    const right = await changeRight(stores, subscription.right, ended(why, step.at, usableUntil), step.at)
    if (owed) await voidOpen(stores, owed.invoice, step.at)
    return stepDone('ended', step, right, owed?.invoice)
  })
