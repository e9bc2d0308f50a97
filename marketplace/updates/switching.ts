import { runsCode } from '../code/rights.ts'
import { changed, type Ground } from '../installations/ground.ts'
import type { Installation } from '../installations.ts'
import { isUnsupported } from '../installations/supporting.ts'
import type { Change, Operation, Stage, Stores } from '../operations.ts'
import { LeaseLost } from '../operations/leases.ts'
import { nextOf, placedOf, shelfOf, stillAt } from './standing.ts'
import { tryBeside } from './trying.ts'
import { windowFrom } from './verdicts.ts'

/**
 * Flips release, settings and copy of data in one transaction. Until then the add-on keeps nothing new, so that nothing
 * gets lost between the copy and the flip; what changed since the rehearsal is copied and brought up to date once more.
 */
export const switchOver = (ground: Ground): Stage => ({
  name: 'switch',
  again: 'rehearse',
  async run(operation) {
    await fence(ground, operation)
    const one = await stillAt(ground.installations, operation)
    const placed = await placedOf(ground, operation)
    const next = nextOf(one, placed, operation)
    if (runsCode(one) && (await ground.storage.isStale(shelfOf(one), shelfOf(next))))
      await tryBeside(ground, operation)
    return flip(ground, operation)
  },
})

/** Closes its storage until the release has changed. Exported for its test. */
export const fence = ({ atomically }: Pick<Ground, 'atomically'>, operation: Operation) =>
  atomically(async ({ installations, operations }) => {
    const now = await operations.find(operation.id)
    // stops one that was taken over meanwhile from closing it for good: nobody would open it again
    if (now?.state !== 'running' || now.attempts !== operation.attempts) throw new LeaseLost()
    const one = await stillAt(installations, operation)
    await installations.put({ ...one, moving: operation.id })
  })

const flip =
  (ground: Ground, operation: Operation): Change =>
  async stores => {
    const { installations } = stores
    const one = await stillAt(installations, operation)
    const next = nextOf(one, await placedOf({ installations }, operation), operation)
    const at = ground.now()
    // it was off only because the release before did not fit this help desk
    const active = one.active || isUnsupported(one)
    const previous = keptOf(one, operation.operator, at)
    const change = { active, moving: null, altered: false, failure: null, previous }
    await installations.put(changed(next, change, operation, ground))
    await skipNoMore(stores, next)
    if (!active || !runsCode(one)) return undefined
    const what = { addon: one.addon, operation: operation.id, from: one.version, to: next.version }
    await stores.updates.watch({ ...what, ...windowFrom(at), trouble: null })
    return undefined
  }

/** What going back needs of the release that ran until now. */
const keptOf = ({ version, generation, settings, active }: Installation, by: string, at: Date) => ({
  version,
  generation,
  settings,
  active,
  at: at.toISOString(),
  by,
})

// whoever puts it in place by hand has thought better of it
const skipNoMore = async ({ updates }: Stores, { addon, version }: Installation) => {
  if ((await updates.wishesFor(addon)).skipped === version) await updates.wish(addon, { skipped: null })
}
