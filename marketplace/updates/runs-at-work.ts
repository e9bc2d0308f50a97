import { randomUUID } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import type { Actor } from '../activity.ts'
import { failure } from '../failures.ts'
import { type Run, type RunRow, type RunStore, type Wanted } from './runs.ts'
import { type RunNeeds, step } from './runs-step.ts'

export type Begun = { kind: 'begun' | 'joined'; run: Run }

export interface RunsAtWork {
  /** Begins a run, after those that are open; the very same press joins the open one. */
  begin(wanted: readonly Wanted[], how: { stopsAtFailure: boolean }, actor: Actor): Promise<Begun>
  /** One that Souk begins itself: only if none is open. */
  beginAutomatic(
    wanted: readonly Wanted[],
    how: { stopsAtFailure: boolean },
    actor: Actor,
  ): Promise<Run | null>
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
  log: { warn: (details: object, message: string) => void }
}

const lookAgainMs = 200
const waitMs = 1_000

/** All runs, worked on one after the other, by every process that looks. */
export const runsOver = (needs: RunsNeeds): RunsAtWork => {
  const { updateRuns, atomically, stopping, log } = needs
  let driving: Promise<void> | undefined

  const drive = () => {
    driving ??= driveOn(needs)
      .catch((error: unknown) => {
        if (!stopping.aborted) log.warn({ err: error }, 'could not go on with many updates')
      })
      .finally(() => (driving = undefined))
    return driving
  }

  return {
    async begin(wanted, { stopsAtFailure }, actor) {
      const begun = await atomically(async stores => {
        const open = (await stores.updateRuns.open()).find(run => isSame(run, wanted))
        if (open) return { kind: 'joined' as const, run: open }
        const run = runFrom(wanted, stopsAtFailure, actor, needs.now(), false)
        await stores.updateRuns.add(run)
        return { kind: 'begun' as const, run }
      })
      void drive()
      return begun
    },
    async beginAutomatic(wanted, { stopsAtFailure }, actor) {
      const run = runFrom(wanted, stopsAtFailure, actor, needs.now(), true)
      const isAdded = await addIfAlone(needs, run)
      if (isAdded) void drive()
      return isAdded ? run : null
    },
    find: async id => withPutBacks(needs, await updateRuns.find(id)),
    async latest(atMost) {
      const runs = await updateRuns.latest(atMost)
      return (await Promise.all(runs.map(run => withPutBacks(needs, run)))).filter(run => run !== undefined)
    },
    latestAutomatic: async () => withPutBacks(needs, await updateRuns.latestAutomatic()),
    async ended(id, atMost) {
      const over = AbortSignal.timeout(atMost)
      for (;;) {
        const run = await withPutBacks(needs, await updateRuns.find(id))
        if (!run || run.finishedAt !== null || over.aborted || stopping.aborted) return run
        await Promise.race([drive(), pause(lookAgainMs)])
      }
    },
    drive,
  }
}

/** A second look at once by another process finds one open, or stumbles over it. */
const addIfAlone = async ({ atomically, updateRuns }: RunsNeeds, run: Run) => {
  try {
    return await atomically(async stores => {
      if ((await stores.updateRuns.open()).length > 0) return false
      await stores.updateRuns.add(run)
      return true
    })
  } catch (error) {
    if ((await updateRuns.open()).some(({ automatic }) => automatic)) return false
    throw error
  }
}

const isSame = (run: Run, wanted: readonly Wanted[]) =>
  run.rows.length === wanted.length &&
  wanted.every(one => run.rows.some(({ addon, version }) => addon === one.addon && version === one.version))

const runFrom = (
  wanted: readonly Wanted[],
  stopsAtFailure: boolean,
  { operatorId, operator }: Actor,
  now: Date,
  automatic: boolean,
): Run => ({
  id: randomUUID(),
  operatorId,
  operator,
  automatic,
  stopsAtFailure,
  startedAt: now.toISOString(),
  finishedAt: null,
  rows: wanted.map(({ addon, name, from, version }) => ({
    addon,
    name,
    from,
    version,
    state: 'waiting',
    operation: null,
    failure: null,
  })),
})

const driveOn = async (needs: RunsNeeds) => {
  while (!needs.stopping.aborted) {
    const [first] = await needs.updateRuns.open()
    const run = await withPutBacks(needs, first)
    if (!run) return
    const { kind, ...how } = await safeStep(needs, run)
    if (kind === 'at work' && 'operation' in how) await needs.operations.ended(how.operation, waitMs)
  }
}

// What nobody expected must not hold up the others for ever.
const safeStep = async (needs: RunsNeeds, run: Run) => {
  try {
    return await step(needs, run)
  } catch (error) {
    const next = run.rows.find(({ state }) => state === 'waiting')
    if (!next || needs.stopping.aborted) throw error
    needs.log.warn({ err: error, run: run.id, addon: next.addon }, 'an update could not be begun')
    const why = failure('unexpected', { reference: run.id.slice(0, 8) })
    await needs.atomically(({ updateRuns }) =>
      updateRuns.settle(run.id, next.addon, 'waiting', { state: 'failed', failure: why }),
    )
    return { kind: 'on' as const }
  }
}

/** Marks the rows whose release was put back since: within its first minute, mostly after the run has ended. */
const withPutBacks = async (needs: RunsNeeds, run: Run | undefined): Promise<Run | undefined> => {
  if (!run?.rows.some(({ state }) => state === 'done')) return run
  const wishes = await needs.updates.wishes()
  const rows: RunRow[] = []
  for (const row of run.rows) {
    const putBack = wishes.get(row.addon)?.putBack
    const isBack = row.state === 'done' && putBack?.version === row.version && putBack.at >= run.startedAt
    if (isBack) await markPutBack(needs, run.id, row.addon, putBack.why)
    rows.push(isBack ? { ...row, state: 'put back', failure: putBack.why } : row)
  }
  return { ...run, rows }
}

const markPutBack = (
  { atomically }: RunsNeeds,
  run: string,
  addon: string,
  why: RunRow['failure'],
): Promise<boolean> =>
  atomically(({ updateRuns }: { updateRuns: RunStore }) =>
    updateRuns.settle(run, addon, 'done', { state: 'put back', failure: why }),
  )
