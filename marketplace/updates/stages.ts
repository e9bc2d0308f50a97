import { rightsOf, runsCode } from '../code/rights.ts'
import { Failed, fail, type Failure, failure } from '../failures.ts'
import { changed, type Ground } from '../installations/ground.ts'
import type { PlacedRelease } from '../installations.ts'
import { isUnsupported } from '../installations/supporting.ts'
import { unpackBeside } from '../installations/unpacking.ts'
import type { Change, Operation, Stage } from '../operations.ts'
import { LeaseLost } from '../operations/leases.ts'
import { nextOf, placedOf, shelfOf, stillAt } from './standing.ts'
import { tryBeside } from './trying.ts'
import { windowMs } from './verdicts.ts'
import { areAccepted, widenings } from './widening.ts'

/** Puts the next release beside the one that runs, unless it asks for more than was accepted. */
export const place = (ground: Ground): Stage =>
  unpackBeside(ground, async (placed, operation) => {
    await checkRights(ground, operation, rightsOf(placed))
    return async ({ installations }) => {
      await installations.putRelease(placed, ground.now().toISOString())
      return undefined
    }
  })

// The signed lists decide, whatever the form or the catalogue of a moment ago said.
const checkRights = async (ground: Ground, operation: Operation, wanted: ReturnType<typeof rightsOf>) => {
  const { addon, version, name, input } = operation
  const before = await ground.installations.release(addon, input['from'] ?? '')
  const accepted = input['accept']?.split(' ') ?? []
  if (!areAccepted(widenings(before && rightsOf(before), wanted), accepted))
    fail('rights-not-accepted', { name, version })
}

/** The one that runs is not touched. */
export const rehearse = (ground: Ground): Stage => ({
  name: 'rehearse',
  async run(operation) {
    await tryBeside(ground, operation)
    return undefined
  },
})

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
  async ({ installations, updates }) => {
    const one = await stillAt(installations, operation)
    const next = nextOf(one, await placedOf({ installations }, operation), operation)
    const at = ground.now()
    const { version, generation, settings } = one
    // it was off only because the release before did not fit this help desk
    const active = one.active || isUnsupported(one)
    const previous = {
      version,
      generation,
      settings,
      active: one.active,
      at: at.toISOString(),
      by: operation.operator,
    }
    const change = { active, moving: null, altered: false, failure: null, previous }
    await installations.put(changed(next, change, operation, ground))
    // whoever puts it in place by hand has thought better of it
    if ((await updates.wishesFor(one.addon)).skipped === next.version)
      await updates.wish(one.addon, { skipped: null })
    if (!active || !runsCode(one)) return undefined
    const until = new Date(at.getTime() + windowMs).toISOString()
    const times = { since: at.toISOString(), until }
    await updates.watch({
      addon: one.addon,
      operation: operation.id,
      from: version,
      to: next.version,
      ...times,
      trouble: null,
    })
    return undefined
  }

/** Has the new release run; what it says at once against that is why it is put back. */
export const settle = (ground: Ground): Stage => ({
  name: 'settle',
  async run(operation) {
    const trouble = await troubleOf(ground, operation)
    if (!trouble) return undefined
    return async ({ updates }) => {
      const watch = (await updates.watches()).find(({ addon }) => addon === operation.addon)
      if (watch) await updates.watch({ ...watch, trouble })
      return undefined
    }
  },
})

const troubleOf = async (ground: Ground, operation: Operation): Promise<Failure | undefined> => {
  const one = await ground.installations.find(operation.addon)
  if (!one?.active || !runsCode(one)) return undefined
  try {
    await ground.runCode(await placedOf(ground, operation))
    return undefined
  } catch (error) {
    if (error instanceof Failed) return error.failure
    throw error
  }
}

/** Nothing is left but what runs, and the release before it. */
export const cleanUp = (ground: Ground): Stage => ({
  name: 'clean-up',
  async run({ addon }) {
    const one = await ground.installations.find(addon)
    if (!one) return undefined
    const named = [one.version, one.previous?.version]
    const left = (await ground.installations.releases()).filter(
      placed => placed.addon === addon && !named.includes(placed.version),
    )
    const folder = await removed(ground, left)
    return async ({ installations, addonData }) => {
      for (const { version } of left) await installations.removeRelease(addon, version)
      await addonData.keepCopies(addon, [one.generation, ...(one.previous ? [one.previous.generation] : [])])
      return folder === undefined ? undefined : failure('files-left', { folder })
    }
  },
})

// that the file system keeps them is no reason to say that the update failed: no row names them, so they are swept
const removed = async ({ archives }: Ground, left: readonly PlacedRelease[]) => {
  let kept: string | undefined
  for (const { addon, version } of left)
    try {
      await archives.removeVersion(addon, version)
    } catch (error) {
      if (!(error instanceof Failed)) throw error
      kept = `addons/${addon}/${version}`
    }
  return kept
}
