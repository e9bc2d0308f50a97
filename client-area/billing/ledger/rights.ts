import type { EndedFor } from '../../../contracts/marketplace-api.ts'
import { addDays } from '../calendar.ts'
import type { Invoice, Order, Right } from '../records.ts'
import type { BillingStores } from '../stores.ts'
import { days } from './ground.ts'
import { boughtRight, inUse, newRight, paidUntil } from './rights/new-rights.ts'

export { newRight }

/** The right that a paid order brings. A free right to an add-on that costs something by now becomes the bought one. */
export const grantRight = async (stores: BillingStores, order: Order, { net }: Invoice, at: string) => {
  const bought = boughtRight(order, net, at)
  const live = await stores.rights.liveFor(order.licenceId, order.addon)
  if (live?.kind === 'free') {
    const { id, revision } = live
    return changeRight(stores, live, { ...bought, id, revision }, at)
  }
  await stores.rights.add(bought)
  await tellOf(stores, bought, at)
  return bought
}

/** Stores a changed right and tells its help desk. */
export const changeRight = async (
  stores: BillingStores,
  right: Right,
  change: Partial<Right>,
  at: string,
) => {
  const changed = await stores.rights.put({ ...right, ...change })
  await tellOf(stores, changed, at)
  return changed
}

/**
 * One more paid period. Paid late, it stays on the grid of the anchor; a suspended one was not in use, so that its new
 * period begins with the payment.
 */
export const renewed = (right: Right, at: string): Partial<Right> => {
  const anchor = right.state === 'suspended' || right.anchor === null ? at : right.anchor
  const periods = anchor === right.anchor ? right.periods + 1 : 1
  return { ...inUse, anchor, periods, paidUntil: paidUntil(right.cycle, anchor, periods) }
}

/** A renewal was not paid. What is not in use any more, or past due already, stays as it is. */
export const fallenDue = (at: string): Partial<Right> => ({
  state: 'past due',
  pastDueSince: at,
  usableUntil: addDays(at, days.grace),
})

export const ended = (because: EndedFor, at: string, usableUntil = at): Partial<Right> => ({
  state: 'ended',
  endedAt: at,
  endedBecause: because,
  usableUntil,
  endsAt: null,
})

/** What is charged before tax for the period that begins then. */
export const netAt = ({ net, newNet, newNetFrom }: Right, at: string) =>
  newNet !== null && newNetFrom !== null && newNetFrom <= at ? newNet : net

/** Tells the help desk of a right that it should read again. */
const tellOf = ({ events }: BillingStores, { id, licenceId }: Right, at: string) =>
  events.add(licenceId, { type: 'entitlement.changed', object: id, at })
