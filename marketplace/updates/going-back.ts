import { runsCode } from '../code/rights.ts'
import { isOffForItsCode } from '../code/switching-off.ts'
import { Failed, fail, type Failure, failure } from '../failures.ts'
import { checkCodeIsFree } from '../installations/activation.ts'
import { changed, type Ground } from '../installations/ground.ts'
import type { Installation, PlacedRelease, PreviousRelease } from '../installations.ts'
import { mustStop } from '../installations/stopping.ts'
import { whyUnsupported } from '../installations/supporting.ts'
import { listing, workOf } from '../installations/steps.ts'
import type { Operation, Stage, Stores } from '../operations.ts'
import { fitted } from '../settings/fitting.ts'
import { followCode } from './codes.ts'
import { skip, waitingAfter } from './skipping.ts'
import { fenceAndDrain } from './fencing.ts'
import { placedOf, stillAt } from './standing.ts'

/** The release that was kept is there to the byte, or is fetched again. */
export const check = (ground: Ground): Stage => ({
  name: 'check',
  async run(operation) {
    const one = await stillAt(ground.installations, operation)
    if (one.previous?.version !== operation.version) return fail('nothing-kept', { name: one.name })
    const placed = await placedOf(ground, operation)
    // another pack may have taken up the code that this one had then
    if (one.kind === 'language') await checkCodeIsFree(ground, ground.packs.codeOf(placed), one.addon)
    if ((await ground.archives.state(placed)) === 'intact') return undefined
    const { addon, entry } = await listing(ground, operation)
    const work = workOf(operation)
    await ground.archives.download(work, addon, entry)
    await ground.archives.unpack(work, await ground.archives.verify(work, addon, entry), true)
    return undefined
  },
})

/** The pointer goes back, and with it the add-on's own data and its settings, in one transaction. The inbox stays. */
export const switchBack = (ground: Ground): Stage => ({
  name: 'switch-back',
  again: 'check',
  async run(operation) {
    await fenceAndDrain(ground, operation)
    const placed = await placedOf(ground, operation)
    const unfit = await whyUnfit(ground, operation, placed)
    const waiting = await waitingAfter(ground, placed)
    return async stores => {
      const one = await stillAt(stores.installations, operation)
      const { previous } = one
      if (previous?.version !== operation.version) return fail('nothing-kept', { name: one.name })
      const isByItself = operation.kind === 'put-back'
      const before = { ...one, ...asKept({ one, previous, placed, isByItself }) }
      // stops one from coming on that was switched off meanwhile for another reason, as when nobody pays for it
      const isOn = one.active || (isByItself && isOffForItsCode(one))
      const change = { active: isOn && !unfit, failure: isOn && unfit ? unfit : null }
      await stores.installations.put(changed(before, change, operation, ground))
      await followCode(ground, stores, one, before)
      await remember(stores, operation, { one, before, waiting }, ground.now())
      return undefined
    }
  },
})

interface Kept {
  one: Installation
  previous: PreviousRelease
  placed: PlacedRelease
  isByItself: boolean
}

/** What of an installation the kept release brings; whoever goes back by hand keeps the settings made since. */
const asKept = ({ one, previous, placed, isByItself }: Kept) => ({
  version: previous.version,
  generation: previous.generation,
  settings: fitted(
    placed.release.manifest['settings'],
    isByItself ? previous.settings : { ...previous.settings, ...one.settings },
  ),
  altered: false,
  moving: null,
  draining: false,
  previous: null,
})

// what kept it from running when it was replaced may still hold
const whyUnfit = async (ground: Ground, { addon, name, version }: Operation, placed: PlacedRelease) => {
  const isStopped = await mustStop({ addon, version }, ground.addons)
  return isStopped
    ? failure('stopped', { name, version })
    : whyUnsupported(placed, name, ground.helpDeskVersion)
}

/** The installation that was, the one that is again, and what is newer than that. */
interface Left {
  one: Installation
  before: Installation
  waiting: readonly string[]
}

/** No policy tries that version again; by hand it can be had. */
const remember = async (
  stores: Stores,
  { kind, input }: Operation,
  { one: { addon, version }, before, waiting }: Left,
  now: Date,
) => {
  const { updates } = stores
  await updates.unwatch(addon)
  if (kind !== 'put-back') return skip(stores, before, [...waiting, version])
  const why = whyIn(input['why'])
  await updates.wish(addon, { putBack: { version, to: input['to'] ?? '', at: now.toISOString(), why } })
}

/** Why it is put back travels with the operation, as text. */
export const whyIn = (text: string | undefined): Failure =>
  text === undefined ? failure('code-failed') : (JSON.parse(text) as Failure)

/** Switched back, it has to run again. What does not start now is tried again, or switched off with the reason. */
export const runAgain = (ground: Ground): Stage => ({
  name: 'settle',
  isAftermath: true,
  async run(operation) {
    const one = await ground.installations.find(operation.addon)
    if (!one?.active || !runsCode(one)) return undefined
    try {
      await ground.runCode(await placedOf(ground, operation))
    } catch (error) {
      if (!(error instanceof Failed)) throw error
    }
    return undefined
  },
})
