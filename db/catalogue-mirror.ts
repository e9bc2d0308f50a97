import type { Mirror, MirrorWriter, Vouched } from '../marketplace/catalogue.ts'
import { type Desk, deskOf } from './catalogue-desk.ts'
import { countsIn, totalOf } from './catalogue-generation.ts'
import { anyHolder, type Holder, LostLease, leaseIn } from './catalogue-lease.ts'
import { replace } from './catalogue-replacing.ts'
import { shardsIn } from './catalogue-shards.ts'
import { sweep } from './catalogue-sweep.ts'
import type { Database } from './index.ts'
import { bump } from './revisions.ts'

/** Writes the copy of the catalogue: one process at a time, in short transactions, under the next generation's number. */
export const mirrorIn = (db: Database, now: () => Date, holder: Holder = anyHolder()): Mirror => ({
  async alone(work) {
    const lease = leaseIn(db.knex, now, holder)
    if (!(await lease.take(60_000))) return null
    const stopHolding = lease.holding()
    try {
      return await work(writerAt(deskOf(db, lease.keep), now))
    } catch (error) {
      if (error instanceof LostLease) return null
      throw error
    } finally {
      stopHolding()
      await lease.drop()
    }
  },
})

const writerAt = (desk: Desk, now: () => Date): MirrorWriter => {
  const { knex, engine, state } = desk
  let written = 0

  const settle = (change: object) =>
    desk.guarded(async tx => {
      await tx('catalogue_state').where('id', 1).update(change)
      await bump(tx, 'catalogue')
    })
  const succeeded = ({ version, expires, trust }: Vouched) => ({
    version,
    expires,
    trust,
    as_of: now().toISOString(),
    failed_at: null,
    failure: null,
    failure_detail: null,
  })

  return {
    ...shardsIn(desk),
    sweep: () => sweep(desk),

    async replace(range, addons) {
      const done = await replace(desk, range, addons)
      written += done.written
      return done.written + done.removed
    },

    async count() {
      const { generation } = await state()
      const [row] = await knex('catalogue_addons')
        .where('removed_in', '>', generation + 1)
        .count({ n: '*' })
      return Number(row?.['n'])
    },

    async flip(vouched) {
      const generation = (await state()).generation + 1
      const counts = await countsIn(knex, generation)
      await settle({ ...succeeded(vouched), generation, counts: JSON.stringify(counts) })
      // else PostgreSQL plans for the tables as they were, until its own housekeeping comes by
      if (engine === 'postgres' && written * 10 > totalOf(counts))
        await knex.raw('analyze catalogue_addons, catalogue_listings, catalogue_words')
    },

    confirm: vouched => settle(succeeded(vouched)),

    fail: (reason, detail) =>
      settle({
        failed_at: now().toISOString(),
        failure: reason,
        failure_detail: detail.slice(0, 1_000),
      }),
  }
}
