import semver from 'semver'
import { runsCode } from '../code/rights.ts'
import { changed, type Ground } from '../installations/ground.ts'
import type { Installation } from '../installations.ts'
import { isUnsupported } from '../installations/supporting.ts'
import type { Change, Operation, Stage } from '../operations.ts'
import { followCode } from './codes.ts'
import { skip, waitingAfter } from './skipping.ts'
import { fence, fenceAndDrain } from './fencing.ts'
import { nextOf, placedOf, shelfOf, stillAt } from './standing.ts'
import { tryBeside } from './trying.ts'
import { nothingYet, windowFrom } from './verdicts.ts'

/**
 * Flips release, settings and copy of data in one transaction. Calls under way end before, and then the add-on keeps
 * nothing new, so that nothing gets lost between the copy and the flip; what changed since the rehearsal is copied and brought up to date once more.
 */
export const switchOver = (ground: Ground): Stage => ({
  name: 'switch',
  again: 'rehearse',
  async run(operation) {
    await fenceAndDrain(ground, operation)
    await fence(ground, operation)
    const one = await stillAt(ground.installations, operation)
    const placed = await placedOf(ground, operation)
    const next = nextOf(one, placed, operation)
    if (runsCode(one) && (await ground.storage.isStale(shelfOf(one), shelfOf(next))))
      await tryBeside(ground, operation)
    return flip(ground, operation, await waitingAfter(ground, placed))
  },
})

const flip =
  (ground: Ground, operation: Operation, waiting: readonly string[]): Change =>
  async stores => {
    const { installations } = stores
    const one = await stillAt(installations, operation)
    const next = nextOf(one, await placedOf({ installations }, operation), operation)
    const at = ground.now()
    // it was off only because the release before did not fit this help desk
    const active = one.active || isUnsupported(one)
    const previous = keptOf(one, operation.operator, at)
    const change = { active, moving: null, draining: false, altered: false, failure: null, previous }
    await installations.put(changed(next, change, operation, ground))
    await followCode(ground, stores, one, next)
    await skip(stores, next, isOlder(next, one) ? [...waiting, one.version] : [])
    if (!active || !runsCode(one)) return undefined
    const what = { addon: one.addon, operation: operation.id, from: one.version, to: next.version }
    await stores.updates.watch({ ...what, ...windowFrom(at), ...nothingYet, trouble: null })
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

const isOlder = (next: Installation, one: Installation) => semver.lt(next.version, one.version)
