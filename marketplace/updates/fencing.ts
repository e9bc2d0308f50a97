import { runsCode } from '../code/rights.ts'
import type { Ground } from '../installations/ground.ts'
import type { Change, Operation } from '../operations.ts'
import { LeaseLost } from '../operations/leases.ts'
import { stillAt } from './standing.ts'

type Needs = Pick<Ground, 'atomically'>

/** Lets no call of the add-on begin until its release has changed. `isDraining`: those under way may still keep something. */
export const fence = ({ atomically }: Needs, operation: Operation, { isDraining = false } = {}) =>
  atomically(async ({ installations, operations }) => {
    const now = await operations.find(operation.id)
    // stops one that was taken over meanwhile from closing it for good: nobody would open it again
    if (now?.state !== 'running' || now.attempts !== operation.attempts) throw new LeaseLost()
    const one = await stillAt(installations, operation)
    await installations.put({ ...one, moving: operation.id, draining: isDraining })
  })

/**
 * Closes it to new calls, and waits for those under way: what they told others is kept, so that nobody is told twice by the
 * next release. One that takes too long is cut.
 */
export const fenceAndDrain = async (ground: Pick<Ground, 'atomically' | 'drain'>, operation: Operation) => {
  await fence(ground, operation, { isDraining: true })
  if (runsCode({ kind: operation.addonKind }) && !(await ground.drain(operation.addon))) throw new LeaseLost()
}

/** It runs on as before. */
export const unfence =
  ({ id, addon }: Operation): Change =>
  async ({ installations }) => {
    const one = await installations.find(addon)
    if (one?.moving === id) await installations.put({ ...one, moving: null, draining: false })
    return undefined
  }
