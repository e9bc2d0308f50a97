import type { Lapse, LapseStore } from '../marketplace/entitlements.ts'
import type { Work } from './index.ts'
import { bump } from './revisions.ts'

/** Add-ons that were on when their right lapsed. */
export const lapsesIn = (knex: Work): LapseStore => {
  const table = () => knex<Lapse>('lapses')
  return {
    async add(lapse) {
      await table().insert(lapse).onConflict('addon').merge()
      await bump(knex, 'purchases')
    },
    async all() {
      return (await table().orderBy('addon')).map(({ addon, entitlement, because, at }) => ({
        addon,
        entitlement,
        because,
        at,
      }))
    },
    async remove(addon) {
      if ((await table().where({ addon }).delete()) > 0) await bump(knex, 'purchases')
    },
  }
}
