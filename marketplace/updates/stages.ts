import { rightsOf, runsCode } from '../code/rights.ts'
import { Failed, fail, type Failure, failure } from '../failures.ts'
import type { Ground } from '../installations/ground.ts'
import type { PlacedRelease } from '../installations.ts'
import { unpackBeside } from '../installations/unpacking.ts'
import type { Operation, Stage } from '../operations.ts'
import { unfence } from './fencing.ts'
import { copiesOf, placedOf } from './standing.ts'
import { tryBeside } from './trying.ts'
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
    // one that was interrupted while it switched may have left it closed
    if (operation.attempts > 1) await ground.atomically(unfence(operation))
    await tryBeside(ground, operation)
    return undefined
  },
})

/** Has the new release run; what it says at once against that is why it is put back. */
export const settle = (ground: Ground): Stage => ({
  name: 'settle',
  isAftermath: true,
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
    if (!(error instanceof Failed)) throw error
    // something else was in the way: it is tried again, and says nothing about the release
    return error.failure.code === 'code-not-now' ? undefined : error.failure
  }
}

/** Nothing is left but what runs, and the release before it. */
export const cleanUp = (ground: Ground): Stage => ({
  name: 'clean-up',
  isAftermath: true,
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
      await addonData.keepCopies(addon, copiesOf(one))
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
