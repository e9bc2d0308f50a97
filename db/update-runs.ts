import type { Failure } from '../marketplace/failures.ts'
import { type Run, type RunRow, type RunStore, rowStates } from '../marketplace/updates/runs.ts'
import type { Work } from './index.ts'
import { failureOf } from './operations.ts'
import { bump } from './revisions.ts'

/** Many updates in one go: each run with its rows. Every step of a row is taken by one asker only. */
export const updateRunsIn = (knex: Work): RunStore => {
  const runs = () => knex<Row>('update_runs')
  const rows = () => knex<RowRow>('update_run_rows')

  const withRows = async (found: Row[]): Promise<Run[]> => {
    const ids = found.map(({ id }) => id)
    const all = await rows().whereIn('run', ids).orderBy('position')
    return found.map(run =>
      runOf(
        run,
        all.filter(row => row.run === run.id),
      ),
    )
  }
  const newest = () => runs().orderBy('started_at', 'desc').orderBy('id', 'desc')

  return {
    async add(run) {
      await runs().insert(rowOf(run))
      for (const [position, row] of run.rows.entries()) await rows().insert(rowRowOf(run.id, position, row))
    },
    async find(id) {
      return (await withRows(await runs().where({ id })))[0]
    },
    async open() {
      return withRows(await runs().whereNull('finished_at').orderBy('started_at').orderBy('id'))
    },
    async latest(atMost) {
      return withRows(await newest().limit(atMost))
    },
    async latestAutomatic() {
      return (await withRows(await newest().where({ automatic: true }).limit(1)))[0]
    },
    async failedAt(addon, version) {
      const found = await rows()
        .join('update_runs', 'update_runs.id', 'update_run_rows.run')
        .where({ addon, version, automatic: true })
        .whereIn('state', ['failed', 'refused', 'put back'])
        .orderBy('started_at')
        .select<{ at: string }[]>('started_at as at')
      return found.map(({ at }) => at)
    },
    async begin(run, addon, operation) {
      return (
        (await rows().where({ run, addon, state: 'waiting' }).update({ state: 'running', operation })) > 0
      )
    },
    async settle(run, addon, from, { state, failure = null }) {
      const change = { state, failure: failure && JSON.stringify(failure) }
      return (await rows().where({ run, addon, state: from }).update(change)) > 0
    },
    async end(id, at) {
      const ended = await runs()
        .where({ id })
        .whereNull('finished_at')
        .update({ finished_at: at, open_automatic: null })
      // what notices say comes of it
      if (ended > 0) await bump(knex, 'installations')
      return ended > 0
    },
  }
}

interface Row {
  id: string
  operator_id: string | null
  operator: string
  automatic: boolean | number
  stops_at_failure: boolean | number
  started_at: string
  finished_at: string | null
  open_automatic: string | null
}
interface RowRow {
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

const rowOf = (run: Run): Row => ({
  id: run.id,
  operator_id: run.operatorId,
  operator: run.operator,
  automatic: run.automatic,
  stops_at_failure: run.stopsAtFailure,
  started_at: run.startedAt,
  finished_at: run.finishedAt,
  open_automatic: run.automatic && run.finishedAt === null ? 'yes' : null,
})

const rowRowOf = (run: string, position: number, row: RunRow): RowRow => ({
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

const runOf = (run: Row, rows: RowRow[]): Run => ({
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
