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
  extends Pick<RunsAtWork, 'begin' | 'find' | 'latest' | 'ended'>,
    Pick<RunStore, 'open' | 'latestAutomatic'> {
  /** everything newer than what is installed */
  waiting(): Promise<Waiting[]>
  defaults(): Promise<UpdateDefaults>
  setDefaults(defaults: UpdateDefaults, by: Actor): Promise<void>
  /** what somebody wishes of the updates of one add-on */
  wish(addon: string, change: Wishing, by: Actor): Promise<void>
  /** Begins what the policies allow now, if anything; answers with the run. */
  beginByItself(): Promise<Run | null>
}

export type Wishing = Partial<Pick<UpdateWishes, 'policy' | 'waitHours' | 'skipped'>>

export const manyUpdates = (needs: RunsNeeds): ManyUpdates & Pick<RunsAtWork, 'drive'> => {
  const runs = runsOver(needs)
  const { updateRuns, atomically, defaults } = needs
  return {
    ...runs,
    open: () => updateRuns.open(),
    latestAutomatic: () => updateRuns.latestAutomatic(),
    waiting: () => waitingUpdates(needs),
    defaults,
    setDefaults: (wanted, by) => storeDefaults(atomically, wanted, by),
    wish: (addon, change, by) => storeWish(atomically, addon, change, by),
    async beginByItself() {
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

const storeWish = (atomically: Atomically, addon: string, change: Wishing, by: Actor) =>
  atomically(async ({ updates, record }) => {
    await updates.wish(addon, change)
    await record({ ...by, act: actOf(change), addon, result: 'done', ...wordsOf(change) })
  })

const actOf = ({ skipped }: Wishing) =>
  skipped === undefined ? 'updates.policy' : skipped === null ? 'updates.unskip' : 'updates.skip'

const wordsOf = ({ skipped, policy, waitHours }: Wishing) =>
  skipped === undefined
    ? { detail: `policy: ${policy ?? 'as all'}, wait: ${waitHours == null ? 'as all' : `${waitHours} h`}` }
    : { version: skipped }
