import { fail } from '../failures.ts'
import type { PlacedRelease } from '../installations.ts'
import type { Operation, Stage } from '../operations.ts'
import { changed, type Ground } from './ground.ts'
import { beginning } from './kept.ts'
import { skip, waitingAfter } from '../updates/skipping.ts'
import { listing, workOf } from './steps.ts'

type Placing = (placed: PlacedRelease, operation: Operation) => ReturnType<Stage['run']>

type Replaces = (operation: Operation) => boolean | Promise<boolean>

const unpack = (ground: Ground, store: Placing, replaces: Replaces): Stage => ({
  name: 'unpack',
  again: 'download',
  async run(operation) {
    const { addon, entry } = await listing(ground, operation)
    const work = workOf(operation)
    const placed = await ground.archives.verify(work, addon, entry)
    await ground.archives.unpack(work, placed, await replaces(operation))
    return store(placed, operation)
  },
})

/** Puts the release in place, then the pointer to it: installed, and not active yet. */
export const unpackNew = (ground: Ground): Stage =>
  unpack(
    ground,
    async (placed, operation) => {
      const first = await beginning(ground, operation, placed)
      // an older one was chosen: what is newer does not come by itself
      const left = operation.input['chosen'] === 'older' ? await waitingAfter(ground, placed) : []
      return async stores => {
        const { installations, addonData } = stores
        await installations.putRelease(placed, first.installedAt)
        await installations.put(first)
        await installations.forget(operation.addon)
        await addonData.keepCopies(operation.addon, [first.generation])
        await skip(stores, first, left)
        return undefined
      }
    },
    ({ attempts, input }) => attempts > 1 || input['replace'] === 'yes',
  )

/** Puts the release in place beside the one that the pointer names. */
export const unpackBeside = (ground: Ground, store: Placing): Stage =>
  unpack(
    ground,
    store,
    // one that was kept is ours, whatever has become of its files
    async ({ attempts, addon, version }) =>
      attempts > 1 || (await ground.installations.release(addon, version)) !== undefined,
  )

/** Puts the signed bytes where altered ones were. */
export const unpackAgain = (ground: Ground): Stage =>
  unpack(
    ground,
    async (placed, operation) => async stores => {
      const installation = await stores.installations.find(operation.addon)
      if (!installation) return fail('not-installed', { name: operation.name })
      await stores.installations.putRelease(placed, ground.now().toISOString())
      await stores.installations.put(
        changed(installation, { altered: false, failure: null }, operation, ground),
      )
      return undefined
    },
    () => true,
  )
