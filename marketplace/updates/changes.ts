import type { Ground } from '../installations/ground.ts'
import { download, verify, workOf } from '../installations/steps.ts'
import type { Change, ChangeKind, Operation } from '../operations.ts'
import { unfence } from './fencing.ts'
import { check, runAgain, switchBack } from './going-back.ts'
import { cleanUp, place, rehearse, settle } from './stages.ts'
import { copiesOf } from './standing.ts'
import { switchOver } from './switching.ts'

/** Replacing a release by a newer one, and going back to the one before. */
export const updateChanges = (ground: Ground) => {
  const giveBack = (operation: Operation) => ground.archives.giveBack(workOf(operation))
  const back = {
    permission: 'addons',
    stages: [check(ground), switchBack(ground), runAgain(ground), cleanUp(ground)],
    giveBack,
    undo: unfence,
  } satisfies ChangeKind
  return {
    update: {
      permission: 'addons',
      stages: [
        download(ground),
        verify(ground),
        place(ground),
        rehearse(ground),
        switchOver(ground),
        settle(ground),
        cleanUp(ground),
      ],
      giveBack,
      undo,
      tidy: operation => tidy(ground, operation),
    },
    rollback: back,
    /** begun by Souk itself, when a new release fails in its first minute */
    'put-back': back,
  } satisfies Record<string, ChangeKind>
}

const undo =
  (operation: Operation): Change =>
  async stores => {
    const { addon, version } = operation
    const { installations, addonData } = stores
    await unfence(operation)(stores)
    const one = await installations.find(addon)
    if (!one) return undefined
    if (one.version !== version && one.previous?.version !== version)
      await installations.removeRelease(addon, version)
    await addonData.keepCopies(addon, copiesOf(one))
    return undefined
  }

// What the next operation works with is its own: it may be the very same release. What lay there by hand is nobody's.
const tidy = async ({ installations, archives, atomically }: Ground, { id, addon, version }: Operation) => {
  const isLeft = await atomically(async ({ operations }) => {
    const ended = await operations.find(id)
    return ended?.failure?.code !== 'by-hand' && !(await operations.openFor(addon))
  })
  if (!isLeft) return
  if (!(await installations.release(addon, version))) await archives.removeVersion(addon, version)
}
