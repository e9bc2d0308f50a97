import type { Run, RunStore } from '../marketplace/updates/runs.ts'
import type { Work } from './index.ts'
import { bump } from './revisions.ts'
import { type StoredRun, storedRun, type StoredRow, storedRow, runOf } from './update-run-rows.ts'

/** Many updates in one go: each run with its rows. Every step of a row is taken by one asker only. */
export const updateRunsIn = (knex: Work): RunStore => {
  const runs = () => knex<StoredRun>('update_runs')
  const rows = () => knex<StoredRow>('update_run_rows')

  const withRows = async (found: StoredRun[]): Promise<Run[]> => {
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
      await runs().insert(storedRun(run))
      for (const [position, row] of run.rows.entries()) await rows().insert(storedRow(run.id, position, row))
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
