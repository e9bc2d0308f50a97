import type { Failure } from '../marketplace/failures.ts'
import { type Run, type RunRow, rowStates } from '../marketplace/updates/runs.ts'
import { failureOf } from './operations.ts'

export interface Row {
  id: string
  operator_id: string | null
  operator: string
  automatic: boolean | number
  stops_at_failure: boolean | number
  started_at: string
  finished_at: string | null
  open_automatic: string | null
}
export interface RowRow {
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

export const rowOf = (run: Run): Row => ({
  id: run.id,
  operator_id: run.operatorId,
  operator: run.operator,
  automatic: run.automatic,
  stops_at_failure: run.stopsAtFailure,
  started_at: run.startedAt,
  finished_at: run.finishedAt,
  open_automatic: run.automatic && run.finishedAt === null ? 'yes' : null,
})

export const rowRowOf = (run: string, position: number, row: RunRow): RowRow => ({
  run,
  position,
  addon: row.addon,
  name: row.name,
  from_version: row.from,
  version: row.version,
  state: row.state,
  operation: row.operation,
  failure: row.failure && JSON.stringify(row.failure satisfies Failure),
})

export const runOf = (run: Row, rows: RowRow[]): Run => ({
  id: run.id,
  operatorId: run.operator_id,
  operator: run.operator,
  automatic: Boolean(run.automatic),
  stopsAtFailure: Boolean(run.stops_at_failure),
  startedAt: run.started_at,
  finishedAt: run.finished_at,
  rows: rows.map(runRowOf),
})

const runRowOf = (row: RowRow): RunRow => ({
  addon: row.addon,
  name: row.name,
  from: row.from_version,
  version: row.version,
  state: rowStates.find(known => known === row.state) ?? 'failed',
  operation: row.operation,
  failure: failureOf(row.failure),
})
