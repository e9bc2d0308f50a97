import { type Cancellation, type Held, isCancellable } from '../entitlements.ts'
import { switchedOff } from '../installations/stopping.ts'
import type { Stores } from '../operations.ts'
import type { RightsNeeds } from './needs.ts'

/** What is known of billing after it was asked to stop. */
export type Told =
  /** it has stopped, or will without charging again; `gone`: the client area certainly has no such right */
  | { kind: 'stopped'; right: Held | 'gone' }
  | { kind: 'running'; right: Held }
  /** it certainly was not asked */
  | { kind: 'not sent' }
  | { kind: 'unclear' }

/** Reads a reply about one right. One about another right, add-on or licence says nothing. */
export const toldBy = (
  right: Held | undefined,
  { entitlement, addon }: Pick<Cancellation, 'entitlement' | 'addon'>,
  licence: string,
): Told => {
  if (!right) return { kind: 'stopped', right: 'gone' }
  // stops an answer about somebody else's subscription from being taken for ours
  if (right.id !== entitlement || right.addon !== addon || right.licence !== licence)
    return { kind: 'unclear' }
  return { kind: isCancellable(right) ? 'running' : 'stopped', right }
}

/** Billing has stopped: the right as it is now, off, and not remembered as a lapse; all of it or nothing. */
export const stopped = async (
  needs: Pick<RightsNeeds, 'packs' | 'englishCode' | 'now'>,
  cancellation: Cancellation,
  right: Held | 'gone',
  stores: Stores,
) => {
  const settledAt = needs.now().toISOString()
  await stores.cancellations.put({ ...cancellation, state: 'done', settledAt })
  if (right === 'gone') await endedHere(cancellation, settledAt, stores)
  else await stores.entitlements.put(right)
  await switchedOff(needs, cancellation.addon, cancellation, stores)
  await stores.lapses.remove(cancellation.addon)
}

const endedHere = async ({ entitlement }: Cancellation, at: string, { entitlements }: Stores) => {
  const before = await entitlements.find(entitlement)
  if (!before || before.state === 'ended') return
  await entitlements.put({
    ...before,
    state: 'ended',
    endedAt: at,
    endedBecause: 'ended by vendor',
    usableUntil: at,
    nextCharge: null,
    readAt: at,
  })
}
