import type { BillingStep } from '../backend.ts'
import { addDays, endOfPeriod, isRecurring } from '../calendar.ts'
import type { Invoice, Payment, Right } from '../records.ts'
import type { BillingStores } from '../stores.ts'
import { finishAttempt, startAttempt } from './attempting.ts'
import { days, type Ground } from './ground.ts'
import { holdSubscription, type Subscription } from './holding.ts'
import { issueInvoice } from './invoicing.ts'
import { changeRight, ended } from './rights.ts'
import { isStillNext, type Step, stepDone } from './stepping.ts'

/** Issues the invoice of the next period and charges the default card. */
export const renew = async (ground: Ground, step: Step): Promise<BillingStep | undefined> => {
  const begun = await ground.atomically(async stores => {
    const subscription = await holdSubscription(stores, step.right)
    if (!isStillNext(step, subscription)) return undefined
    return (await withoutCharge(stores, subscription, step)) ?? issue(stores, ground, subscription, step.at)
  })
  if (!begun || 'what' in begun) return begun
  return attempted(step, begun.right, begun.invoice, await finishAttempt(ground, begun.payment))
}

/** What an attempt to be paid for a renewal came to. */
export const attempted = (step: Step, right: Right, invoice: Invoice, { state }: Payment): BillingStep => {
  if (state === 'succeeded') return stepDone('renewed', step, right, invoice)
  const isOpen = state === 'processing' || state === 'pending'
  return stepDone(isOpen ? 'renewal processing' : 'renewal failed', step, right, invoice)
}

const withoutCharge = async (stores: BillingStores, { right, licence }: Subscription, step: Step) => {
  // nobody pays for a help desk that somebody else owns by now
  if (licence.accountId !== right.accountId)
    return stepDone('ended', step, await changeRight(stores, right, ended('transferred', step.at), step.at))
  if ((await stores.products.pricesAt(right.addon, step.at)).length > 0) return undefined
  return stepDone('became free', step, await changeRight(stores, right, free, step.at))
}

// what costs nobody anything any more is not charged again, and stays in use
const free: Partial<Right> = {
  kind: 'free',
  cycle: null,
  currency: null,
  net: null,
  newNet: null,
  newNetFrom: null,
  anchor: null,
  periods: 0,
  paidUntil: null,
}

const issue = async (stores: BillingStores, ground: Ground, subscription: Subscription, at: string) => {
  const { licence, account } = subscription
  const { cycle, currency, anchor, paidUntil } = subscription.right
  const right = await atNewPrice(stores, subscription.right, at)
  const product = await stores.products.find(right.addon)
  if (!product || !cycle || !isRecurring(cycle) || !currency || !anchor || !paidUntil || right.net === null)
    throw new Error(`The subscription ${right.id} has no price.`)
  const invoice = await issueInvoice(stores, ground.settings, {
    licence,
    account,
    product,
    cycle,
    currency,
    net: right.net,
    period: { from: paidUntil, to: endOfPeriod(anchor, cycle, right.periods + 1) },
    entitlementId: right.id,
    at,
    dueAt: addDays(at, days.grace),
  })
  return { right, invoice, payment: await startAttempt(stores, { ...subscription, right }, invoice, at) }
}

// an announced price holds from the first period that begins on its date or later
const atNewPrice = async (stores: BillingStores, right: Right, at: string) => {
  const { newNet, newNetFrom, paidUntil } = right
  if (newNet === null || newNetFrom === null || paidUntil === null || newNetFrom > paidUntil) return right
  return changeRight(stores, right, { net: newNet, newNet: null, newNetFrom: null }, at)
}
