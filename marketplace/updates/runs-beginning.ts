import { randomUUID } from 'node:crypto'
import type { Actor } from '../activity.ts'
import type { Run, Wanted } from './runs.ts'
import type { RunNeeds } from './runs-row.ts'

export type Begun = { kind: 'begun' | 'joined'; run: Run }

export interface Pressed {
  stopsAtFailure: boolean
  automatic: boolean
}

/** Stores a run; the very same press, while the first is open, joins it. */
export const addOrJoin = ({ atomically }: Pick<RunNeeds, 'atomically'>, run: Run): Promise<Begun> =>
  atomically(async ({ updateRuns }) => {
    const open = (await updateRuns.open()).find(other => isSame(other, run))
    if (open) return { kind: 'joined', run: open }
    await updateRuns.add(run)
    return { kind: 'begun', run }
  })

const isSame = (open: Run, { rows }: Run) =>
  open.rows.length === rows.length &&
  rows.every(one => open.rows.some(({ addon, version }) => addon === one.addon && version === one.version))

/** Stores a run only if none is open: another process that looks at once finds one, or stumbles over it. */
export const addIfAlone = async (
  { atomically, updateRuns }: Pick<RunNeeds, 'atomically' | 'updateRuns'>,
  run: Run,
) => {
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

/** A run of which nothing has begun. */
export const runFrom = (
  wanted: readonly Wanted[],
  { stopsAtFailure, automatic }: Pressed,
  { operatorId, operator }: Actor,
  now: Date,
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
