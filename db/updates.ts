import {
  policies,
  noWishes,
  type PutBack,
  type UpdateStore,
  type UpdateWishes,
  type Watch,
} from '../marketplace/updates.ts'
import type { Work } from './index.ts'
import { failureOf } from './operations.ts'
import { bump } from './revisions.ts'

/** Health windows of updates, and what operators wish of the updates of each add-on. */
export const updatesIn = (knex: Work): UpdateStore => {
  const watches = () => knex<WatchRow>('update_watches')
  const wishes = () => knex<WishRow>('update_policies')

  return {
    async watches() {
      return (await watches().orderBy('since')).map(watchOf)
    },
    async watch(watch) {
      await watches().insert(rowOf(watch)).onConflict('addon').merge()
    },
    async count({ addon, operation }, { calls, failures, lastError }) {
      await watches()
        .where({ addon, operation })
        .update({
          calls: knex.raw('calls + ?', [calls]),
          failures: knex.raw('failures + ?', [failures]),
          ...(lastError !== null && { last_error: lastError }),
        })
    },
    async move({ addon, operation, ranAt: known }, { since, until, ranAt }) {
      await watches().where({ addon, operation, ran_at: known }).update({ since, until, ran_at: ranAt })
    },
    async unwatch(addon, operation) {
      await watches()
        .where(operation === undefined ? { addon } : { addon, operation })
        .delete()
    },
    async wishesFor(addon) {
      const row = await wishes().where({ addon }).first()
      return row ? wishesOf(row) : noWishes
    },
    async wishes() {
      return new Map((await wishes()).map(row => [row.addon, wishesOf(row)]))
    },
    async wish(addon, change) {
      const row = await wishes().where({ addon }).first()
      const { policy, waitHours, skipped, putBack } = { ...(row ? wishesOf(row) : noWishes), ...change }
      await wishes()
        .insert({
          addon,
          policy,
          wait_hours: waitHours,
          skipped: skipped.length > 0 ? JSON.stringify(skipped) : null,
          put_back: putBack && JSON.stringify(putBack),
        })
        .onConflict('addon')
        .merge()
      // what pages and notices say comes of it
      await bump(knex, 'installations')
    },
    async forget(addon) {
      await watches().where({ addon }).delete()
      await wishes().where({ addon }).delete()
    },
  }
}

interface WatchRow {
  addon: string
  operation: string
  from_version: string
  to_version: string
  since: string
  until: string
  ran_at: string
  calls: number
  failures: number
  last_error: string | null
  trouble: string | null
}
interface WishRow {
  addon: string
  policy: string | null
  wait_hours: number | null
  skipped: string | null
  put_back: string | null
}

const rowOf = (watch: Watch): WatchRow => ({
  addon: watch.addon,
  operation: watch.operation,
  from_version: watch.from,
  to_version: watch.to,
  since: watch.since,
  until: watch.until,
  ran_at: watch.ranAt,
  calls: watch.calls,
  failures: watch.failures,
  last_error: watch.lastError,
  trouble: watch.trouble && JSON.stringify(watch.trouble),
})

const watchOf = (row: WatchRow): Watch => ({
  addon: row.addon,
  operation: row.operation,
  from: row.from_version,
  to: row.to_version,
  since: row.since,
  until: row.until,
  ranAt: row.ran_at,
  calls: row.calls,
  failures: row.failures,
  lastError: row.last_error,
  trouble: failureOf(row.trouble),
})

const wishesOf = ({ policy, wait_hours: waitHours, skipped, put_back: putBack }: WishRow): UpdateWishes => ({
  policy: policies.find(known => known === policy) ?? null,
  waitHours,
  skipped: skipped === null ? [] : (JSON.parse(skipped) as string[]),
  putBack: putBack === null ? null : (JSON.parse(putBack) as PutBack),
})
