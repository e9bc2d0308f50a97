import type { Actor } from '../activity.ts'
import type { Failure } from '../failures.ts'

/**
 * How one update of many stands. `refused`: it was never begun, and nothing was touched; `put back`: it was done, and the
 * release before came back within its first minute; `not tried`: one before it failed.
 */
export const rowStates = ['waiting', 'running', 'done', 'put back', 'failed', 'refused', 'not tried'] as const
export type RowState = (typeof rowStates)[number]

/** One add-on of a run. */
export interface RunRow {
  addon: string
  name: string
  from: string
  version: string
  state: RowState
  /** the operation that updates it, once begun */
  operation: string | null
  /** why it is not as it was wanted */
  failure: Failure | null
}

/** Many updates in one go, one after the other: pressed by somebody, or begun by Souk itself. */
export interface Run extends Actor {
  id: string
  automatic: boolean
  stopsAtFailure: boolean
  startedAt: string
  finishedAt: string | null
  rows: RunRow[]
}

/** One update that is wanted: to that version and to no other. */
export type Wanted = Pick<RunRow, 'addon' | 'name' | 'from' | 'version'>

export interface RunStore {
  /** Throws while another one that began by itself is open. */
  add(run: Run): Promise<void>
  find(id: string): Promise<Run | undefined>
  /** in the order in which they are worked on */
  open(): Promise<Run[]>
  /** newest first */
  latest(atMost: number): Promise<Run[]>
  latestAutomatic(): Promise<Run | undefined>
  /** when updates that began by themselves to that very version came to nothing */
  failedAt(addon: string, version: string): Promise<string[]>
  /** Begins a waiting row with its operation; false if somebody else was first, as with `settle`. */
  begin(run: string, addon: string, operation: string): Promise<boolean>
  settle(run: string, addon: string, from: RowState, to: Settled): Promise<boolean>
  /** False if it has ended already. */
  end(run: string, at: string): Promise<boolean>
}

export interface Settled {
  state: RowState
  failure?: Failure | null
}

/** What was tried and came to nothing, whoever is to blame. */
export const isFailure = ({ state }: Pick<RunRow, 'state'>) => state === 'failed' || state === 'put back'

/** How many rows are in each state, for words. */
export const tallyOf = ({ rows }: Pick<Run, 'rows'>): Record<RowState, number> => {
  const tally: Record<RowState, number> = {
    waiting: 0,
    running: 0,
    done: 0,
    'put back': 0,
    failed: 0,
    refused: 0,
    'not tried': 0,
  }
  for (const { state } of rows) tally[state]++
  return tally
}
