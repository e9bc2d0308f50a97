import type { Knex } from 'knex'
import type { Mirror, MirrorWriter, Vouched } from '../marketplace/catalogue.ts'
import { searchOf } from './catalogue-engines.ts'
import { batch, countsIn, forever, insertInto, removeFrom, totalOf } from './catalogue-generation.ts'
import { anyHolder, type Holder, LostLease, leaseIn } from './catalogue-lease.ts'
import type { Database, Work } from './index.ts'

/** Writes the copy of the catalogue: one process at a time, in short transactions, under the next generation's number. */
export const mirrorIn = (db: Database, now: () => Date, holder: Holder = anyHolder()): Mirror => ({
  async alone(work) {
    const lease = leaseIn(db.knex, now, holder)
    if (!(await lease.take(60_000))) return null
    const stopHolding = lease.holding()
    try {
      return await work(writerIn(db, now, lease.keep))
    } catch (error) {
      if (error instanceof LostLease) return null
      throw error
    } finally {
      stopHolding()
      await lease.drop()
    }
  },
})

const writerIn = (db: Database, now: () => Date, keep: (work: Work) => Promise<void>): MirrorWriter => {
  const { knex } = db
  const search = searchOf(db)
  let written = 0

  /** One short transaction, only while the lease is ours. */
  const guarded = <T>(work: (tx: Knex.Transaction) => Promise<T>) =>
    db.atomically(async tx => {
      await keep(tx)
      return work(tx)
    })
  const state = async (): Promise<{ generation: number; version: number; trust: string | null }> =>
    knex('catalogue_state').where('id', 1).first('generation', 'version', 'trust')
  const settle = (change: object) =>
    guarded(async tx => {
      await tx('catalogue_state').where('id', 1).update(change)
      await tx('revisions').where('name', 'catalogue').increment('number', 1)
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

  /** Does the work with the ids of all add-ons under a condition, a few in each transaction, until there are none. */
  const inBatches = async (
    condition: (query: Knex.QueryBuilder) => Knex.QueryBuilder,
    work: (tx: Work, ids: number[]) => Promise<void>,
  ) => {
    for (;;) {
      const ids: number[] = await condition(knex('catalogue_addons')).limit(batch).pluck('id')
      if (ids.length === 0) return
      await guarded(tx => work(tx, ids))
    }
  }
  const forget = async (tx: Work, ids: number[]) => {
    await search.remove(tx, ids)
    await tx('catalogue_listings').whereIn('addon_id', ids).delete()
    await tx('catalogue_addons').whereIn('id', ids).delete()
  }
  const shardsNow = (generation: number) =>
    knex('catalogue_shards').where('added_in', '<=', generation).andWhere('removed_in', '>', generation)

  return {
    async current() {
      const { generation, trust, version } = await state()
      const rows: { part: string; sha256: string }[] = await shardsNow(generation).where('leaf', '')
      return { trust, version, parts: new Map(rows.map(({ part, sha256 }) => [part, sha256])) }
    },

    async leavesUnder(part) {
      const { generation } = await state()
      const rows: { leaf: string; sha256: string }[] = await shardsNow(generation).where('part', part)
      return new Map(rows.map(({ leaf, sha256 }) => [leaf, sha256]))
    },

    async sweep() {
      const { generation } = await state()
      await inBatches(query => query.where('added_in', '>', generation), forget)
      // not at the flip itself: a page that was begun just before it still reads these
      await inBatches(query => query.where('removed_in', '<=', generation), forget)
      await inBatches(
        query => query.where('removed_in', '>', generation).andWhere('removed_in', '<', forever),
        (tx, ids) => removeFrom(tx, ids, forever),
      )
      await guarded(async tx => {
        const shards = () => tx('catalogue_shards')
        await shards().where('added_in', '>', generation).orWhere('removed_in', '<=', generation).delete()
        await shards().where('removed_in', '<', forever).update({ removed_in: forever })
      })
    },

    async replace({ from, to }, addons) {
      const { generation } = await state()
      const held: { id: number; slug: string; entry: string }[] = await knex('catalogue_addons')
        .whereBetween('place', [from, to - 1])
        .andWhere('added_in', '<=', generation)
        .andWhere('removed_in', '>', generation)
        .select('id', 'slug', 'entry')
      const before = new Map(held.map(({ slug, entry }) => [slug, entry]))
      const after = new Map(addons.map(addon => [addon.slug, JSON.stringify(addon)]))
      const gone = held.filter(({ slug, entry }) => after.get(slug) !== entry).map(({ id }) => id)
      const fresh = addons.filter(({ slug }) => before.get(slug) !== after.get(slug))
      for (let at = 0; at < Math.max(gone.length, fresh.length); at += batch)
        await guarded(async tx => {
          await removeFrom(tx, gone.slice(at, at + batch), generation + 1)
          await insertInto(tx, search, fresh.slice(at, at + batch), generation + 1)
        })
      written += fresh.length
      return fresh.length + held.filter(({ slug }) => !after.has(slug)).length
    },

    async keepPart({ key, files }) {
      const { generation } = await state()
      const times = { added_in: generation + 1, removed_in: forever }
      const rows = [...files].map(([leaf, sha256]) => ({ part: key, leaf, sha256, ...times }))
      await guarded(async tx => {
        await tx('catalogue_shards')
          .where({ part: key, removed_in: forever })
          .update({ removed_in: generation + 1 })
        await tx('catalogue_shards').insert(rows)
      })
    },

    async keepOnly(parts) {
      const { generation } = await state()
      await guarded(async tx =>
        tx('catalogue_shards')
          .where('removed_in', forever)
          .whereNotIn('part', [...parts])
          .update({ removed_in: generation + 1 }),
      )
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
      if (db.engine === 'postgres' && written * 10 > totalOf(counts))
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
