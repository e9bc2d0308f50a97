import { type Run, type RunRow, rowStates } from '../marketplace/updates/runs.ts'
import { failureOf } from './operations.ts'

/** A run as its table has it. */
export interface StoredRun {
  id: string
  operator_id: string | null
  operator: string
  automatic: boolean | number
  stops_at_failure: boolean | number
  started_at: string
  finished_at: string | null
  open_automatic: string | null
}

/** One add-on of a run as its table has it. */
export interface StoredRow {
  run: string
  position: number
  addon: string
  name: string
  from_version: string
  version: string
  state: string
  operation: string | null
  failure: string | null
}

/** What is stored of a run; a column with a unique index lets one automatic run be open at a time. */
export const storedRun = (run: Run): StoredRun => ({
  id: run.id,
  operator_id: run.operatorId,
  operator: run.operator,
  automatic: run.automatic,
  stops_at_failure: run.stopsAtFailure,
  started_at: run.startedAt,
  finished_at: run.finishedAt,
  open_automatic: run.automatic && run.finishedAt === null ? 'yes' : null,
})

/** What is stored of one add-on of a run. */
export const storedRow = (run: string, position: number, row: RunRow): StoredRow => ({
  run,
  position,
  addon: row.addon,
  name: row.name,
  from_version: row.from,
  version: row.version,
  state: row.state,
  operation: row.operation,
  failure: row.failure && JSON.stringify(row.failure),
})

/** A run of the domain, from its own row and those of its add-ons. */
export const runOf = (run: StoredRun, rows: StoredRow[]): Run => ({
  id: run.id,
  operatorId: run.operator_id,
  operator: run.operator,
  automatic: Boolean(run.automatic),
  stopsAtFailure: Boolean(run.stops_at_failure),
  startedAt: run.started_at,
  finishedAt: run.finished_at,
  rows: rows.map(rowOf),
})

const rowOf = (row: StoredRow): RunRow => ({
  addon: row.addon,
  name: row.name,
  from: row.from_version,
  version: row.version,
  state: rowStates.find(known => known === row.state) ?? 'failed',
  operation: row.operation,
  failure: failureOf(row.failure),
})
