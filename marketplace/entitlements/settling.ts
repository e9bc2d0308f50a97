import type { Cancellation } from '../entitlements.ts'
import type { Stores } from '../operations.ts'
import { lookUp } from './asking.ts'
import { stopped } from './ending.ts'
import type { SyncNeeds } from './needs.ts'

/** Asks what became of cancellations that got no answer. Nothing is sent again from here: somebody presses again. */
export const settleCancellations = async (needs: SyncNeeds) => {
  for (const cancellation of await needs.cancellations.openAll()) {
    if (needs.stopping.aborted) return
    // its operation is asking already
    if (!(await needs.operations.openFor(cancellation.addon))) await settle(needs, cancellation)
  }
}

const settle = async (needs: SyncNeeds, cancellation: Cancellation) => {
  const told = await lookUp(needs, cancellation)
  if (told.kind !== 'stopped' && told.kind !== 'running') return
  await needs.atomically(async stores => {
    if (!(await isStillOpen(stores, cancellation))) return
    if (told.kind === 'stopped') await stopped(needs, cancellation, told.right, stores)
    else await goesOn(needs, cancellation, stores)
    await stores.record(lineOf(cancellation, told.kind))
  })
}

// somebody may have pressed again while we asked
const isStillOpen = async ({ operations, cancellations }: Stores, { reference, addon }: Cancellation) => {
  const current = await cancellations.find(reference)
  const isOpen = current?.state === 'asked' || current?.state === 'unknown'
  return isOpen && !(await operations.openFor(addon))
}

const goesOn = ({ now }: SyncNeeds, cancellation: Cancellation, { cancellations }: Stores) =>
  cancellations.put({ ...cancellation, state: 'refused', settledAt: now().toISOString() })

const lineOf = ({ operatorId, operator, addon, reference }: Cancellation, told: 'stopped' | 'running') => ({
  operatorId,
  operator,
  act: 'addon.cancel',
  addon,
  result: told === 'stopped' ? ('done' as const) : ('failed' as const),
  reference,
  detail: told === 'stopped' ? 'billing has stopped' : 'billing goes on',
})
