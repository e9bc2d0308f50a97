import { type Actor, soukItself } from '../activity.ts'
import type { Atomically } from '../operations.ts'
import type { UpdateWishes } from '../updates.ts'
import { dueByItself } from './automatic.ts'
import { defaultsInShort, putDefaults, type UpdateDefaults } from './defaults.ts'
import type { Run, RunStore } from './runs.ts'
import { type RunsAtWork, type RunsNeeds, runsOver } from './runs-at-work.ts'
import { type Waiting, waitingUpdates } from './waiting.ts'

/** What operators ask of many updates at once, and of those that nobody presses. */
export interface ManyUpdates
  extends Pick<RunsAtWork, 'begin' | 'find' | 'latest' | 'latestAutomatic' | 'ended'>,
    Pick<RunStore, 'open'> {
  /** everything newer than what is installed */
  waiting(): Promise<Waiting[]>
  defaults(): Promise<UpdateDefaults>
  setDefaults(defaults: UpdateDefaults, by: Actor): Promise<void>
  /** when one add-on is updated without anybody pressing; null: as all the others */
  setPolicy(addon: string, policy: OwnPolicy, by: Actor): Promise<void>
  /** a version that is not wanted; null: none is skipped any more */
  skip(addon: string, version: string | null, by: Actor): Promise<void>
  /** Begins what the policies allow now, if anything; answers with the run. */
  beginByItself(): Promise<Run | null>
}

export type OwnPolicy = Pick<UpdateWishes, 'policy' | 'waitHours'>

/** Many updates over what is stored; `drive` goes on with the open ones. */
export const manyUpdates = (needs: RunsNeeds): ManyUpdates & Pick<RunsAtWork, 'drive'> => {
  const runs = runsOver(needs)
  const { updateRuns, atomically, defaults } = needs
  return {
    ...runs,
    open: () => updateRuns.open(),
    waiting: () => waitingUpdates(needs),
    defaults,
    setDefaults: (wanted, by) => storeDefaults(atomically, wanted, by),
    setPolicy: (addon, policy, by) => storePolicy(atomically, addon, policy, by),
    skip: (addon, version, by) => storeSkip(atomically, addon, version, by),
    async beginByItself() {
      // what was put back since counts as a failure of the last one
      await runs.latestAutomatic()
      const due = await dueByItself(needs)
      if (due.length === 0) return null
      return runs.beginAutomatic(due, await defaults(), soukItself)
    },
  }
}

const storeDefaults = (atomically: Atomically, defaults: UpdateDefaults, by: Actor) =>
  atomically(async ({ panelSettings, record }) => {
    await putDefaults(panelSettings, defaults)
    await record({ ...by, act: 'updates.defaults', result: 'done', detail: defaultsInShort(defaults) })
  })

const storePolicy = (atomically: Atomically, addon: string, { policy, waitHours }: OwnPolicy, by: Actor) =>
  atomically(async ({ updates, record }) => {
    await updates.wish(addon, { policy, waitHours })
    const wait = waitHours === null ? 'as all' : `${waitHours} h`
    const detail = `policy: ${policy ?? 'as all'}, wait: ${wait}`
    await record({ ...by, act: 'updates.policy', addon, result: 'done', detail })
  })

const storeSkip = (atomically: Atomically, addon: string, version: string | null, by: Actor) =>
  atomically(async ({ updates, record }) => {
    const { skipped } = await updates.wishesFor(addon)
    await updates.wish(addon, { skipped: version === null ? [] : [...new Set([...skipped, version])] })
    const act = version === null ? 'updates.unskip' : 'updates.skip'
    await record({ ...by, act, addon, version, result: 'done' })
  })
