import { setTimeout as pause } from 'node:timers/promises'
import type { Actor } from '../activity.ts'
import type { Run, Wanted } from './runs.ts'
import { addIfAlone, addOrJoin, type Begun, type Pressed, runFrom } from './runs-beginning.ts'
import { withPutBacks } from './runs-put-back.ts'
import type { RunNeeds } from './runs-row.ts'
import { step } from './runs-step.ts'

type Stops = Pick<Pressed, 'stopsAtFailure'>

export interface RunsAtWork {
  /** Begins a run, after those that are open; the very same press joins the open one. */
  begin(wanted: readonly Wanted[], how: Stops, actor: Actor): Promise<Begun>
  /** One that Souk begins itself: only if none is open. */
  beginAutomatic(wanted: readonly Wanted[], how: Stops, actor: Actor): Promise<Run | null>
  find(id: string): Promise<Run | undefined>
  latest(atMost: number): Promise<Run[]>
  latestAutomatic(): Promise<Run | undefined>
  /** Waits until it has ended, or for that many milliseconds; answers with how it stands then. */
  ended(id: string, atMost: number): Promise<Run | undefined>
  /** Goes on with whatever is open; ends when nothing is. */
  drive(): Promise<void>
}

export type RunsNeeds = RunNeeds & {
  /** the panel is stopping: what is open is left to the next start */
  stopping: AbortSignal
}

const lookAgainMs = 200
const waitMs = 1_000

/** All runs, worked on one after the other, by every process that looks. */
export const runsOver = (needs: RunsNeeds): RunsAtWork => {
  const { updateRuns, stopping, log, now } = needs
  let driving: Promise<void> | undefined

  const drive = () => {
    driving ??= driveOn(needs)
      .catch((error: unknown) => {
        if (!stopping.aborted) log.warn({ err: error }, 'could not go on with many updates')
      })
      .finally(() => (driving = undefined))
    return driving
  }

  const find = async (id: string) => withPutBacks(needs, await updateRuns.find(id))

  return {
    async begin(wanted, { stopsAtFailure }, actor) {
      const run = runFrom(wanted, { stopsAtFailure, automatic: false }, actor, now())
      const begun = await addOrJoin(needs, run)
      void drive()
      return begun
    },
    async beginAutomatic(wanted, { stopsAtFailure }, actor) {
      const run = runFrom(wanted, { stopsAtFailure, automatic: true }, actor, now())
      if (!(await addIfAlone(needs, run))) return null
      void drive()
      return run
    },
    find,
    async latest(atMost) {
      const runs = await updateRuns.latest(atMost)
      return (await Promise.all(runs.map(run => withPutBacks(needs, run)))).filter(run => run !== undefined)
    },
    latestAutomatic: async () => withPutBacks(needs, await updateRuns.latestAutomatic()),
    async ended(id, atMost) {
      const over = AbortSignal.timeout(atMost)
      for (;;) {
        const run = await find(id)
        if (!run || run.finishedAt !== null || over.aborted || stopping.aborted) return run
        await Promise.race([drive(), pause(lookAgainMs)])
      }
    },
    drive,
  }
}

const driveOn = async (needs: RunsNeeds) => {
  while (!needs.stopping.aborted) {
    const [first] = await needs.updateRuns.open()
    const run = await withPutBacks(needs, first)
    if (!run) return
    const stepped = await step(needs, run)
    if (stepped.kind === 'at work') await needs.operations.ended(stepped.operation, waitMs)
  }
}
