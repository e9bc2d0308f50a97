import { randomUUID } from 'node:crypto'
import { setTimeout as wait } from 'node:timers/promises'
import type { Knex } from 'knex'
import type { AddonEntry } from '../contracts/catalogue.ts'
import { placeOf } from '../marketplace/catalogue-tree.ts'
import type { Mirror, MirrorWriter, Vouched } from '../marketplace/catalogue.ts'
import { searchText, sortName } from '../marketplace/search-text.ts'
import { searchOf } from './catalogue-engines.ts'
import type { SearchEngine } from './catalogue-search.ts'
import type { Database, Work } from './index.ts'

/** `removed_in` of what is not removed */
export const forever = 2_147_483_647
const batch = 100
const leaseTime = 120_000

interface StateRow {
  generation: number
  version: number
  trust: string | null
}

/** Writes the copy of the catalogue: one process at a time, in short transactions, under the next generation's number. */
export const mirrorIn = (db: Database, now: () => Date): Mirror => ({
  async alone(work) {
    const lease = leaseIn(db.knex, now)
    if (!(await lease.take(60_000))) return null
    const keeping = setInterval(() => {
      // if it can't be kept, the next write finds out
      lease.keep(db.knex).catch(() => {})
    }, leaseTime / 4)
    try {
      return await work(writerIn(db, searchOf(db), { now, keep: lease.keep }))
    } finally {
      clearInterval(keeping)
      await lease.drop()
    }
  },
})

const leaseIn = (knex: Knex, now: () => Date) => {
  const owner = randomUUID()
  const until = () => new Date(now().getTime() + leaseTime).toISOString()
  const mine = (work: Work) => work('catalogue_state').where({ id: 1, lease_owner: owner })
  // an end far in the future was written by a clock that has been put back since
  const tryIt = () =>
    knex('catalogue_state')
      .where('id', 1)
      .andWhere(free =>
        free
          .whereNull('lease_owner')
          .orWhere('lease_until', '<', now().toISOString())
          .orWhere('lease_until', '>', until()),
      )
      .update({ lease_owner: owner, lease_until: until() })
  return {
    async take(patience: number) {
      const deadline = Date.now() + patience
      while ((await tryIt()) === 0) {
        if (Date.now() > deadline) return false
        await wait(200)
      }
      return true
    },
    /** Throws where another process has taken over, so that nothing more is written. */
    async keep(work: Work) {
      if ((await mine(work).update({ lease_until: until() })) === 0)
        throw new Error('Another process has taken over the refresh of the catalogue')
    },
    drop: () => mine(knex).update({ lease_owner: null, lease_until: null }),
  }
}

interface Duty {
  now: () => Date
  keep: (work: Work) => Promise<void>
}

const writerIn = (db: Database, search: SearchEngine, { now, keep }: Duty): MirrorWriter => {
  const { knex } = db
  const guarded = <T>(work: (tx: Knex.Transaction) => Promise<T>) =>
    db.atomically(async tx => {
      await keep(tx)
      return work(tx)
    })
  const state = async (work: Work = knex): Promise<StateRow> =>
    work('catalogue_state').where('id', 1).first('generation', 'version', 'trust')
  const settle = async (tx: Work, change: object) => {
    await tx('catalogue_state').where('id', 1).update(change)
    await tx('revisions').where('name', 'catalogue').increment('number', 1)
  }
  const succeeded = ({ version, expires, trust }: Vouched) => ({
    version,
    expires,
    trust,
    as_of: now().toISOString(),
    failed_at: null,
    failure: null,
    failure_detail: null,
  })
  /** deletes some add-ons for good, a few at a time */
  const forget = async (condition: (query: Knex.QueryBuilder) => void) => {
    for (;;) {
      const ids: number[] = await knex('catalogue_addons').modify(condition).limit(batch).pluck('id')
      if (ids.length === 0) return
      await guarded(async tx => {
        await search.remove(tx, ids)
        await tx('catalogue_listings').whereIn('addon_id', ids).delete()
        await tx('catalogue_addons').whereIn('id', ids).delete()
      })
    }
  }
  let written = 0

  return {
    async current() {
      const { generation, trust, version } = await state()
      const rows: { part: string; sha256: string }[] = await knex('catalogue_shards')
        .where('leaf', '')
        .andWhere('added_in', '<=', generation)
        .andWhere('removed_in', '>', generation)
        .select('part', 'sha256')
      return { trust, version, parts: new Map(rows.map(({ part, sha256 }) => [part, sha256])) }
    },

    async leavesUnder(part) {
      const { generation } = await state()
      const rows: { leaf: string; sha256: string }[] = await knex('catalogue_shards')
        .where('part', part)
        .andWhere('added_in', '<=', generation)
        .andWhere('removed_in', '>', generation)
        .select('leaf', 'sha256')
      return new Map(rows.map(({ leaf, sha256 }) => [leaf, sha256]))
    },

    async sweep() {
      const { generation } = await state()
      await forget(query => query.where('added_in', '>', generation))
      // not at the flip itself: a page that was begun just before it still reads these
      await forget(query => query.where('removed_in', '<=', generation))
      await guarded(async tx => {
        await tx('catalogue_shards')
          .where('added_in', '>', generation)
          .orWhere('removed_in', '<=', generation)
          .delete()
        for (const table of ['catalogue_addons', 'catalogue_listings', 'catalogue_shards'])
          await tx(table)
            .where('removed_in', '>', generation)
            .andWhere('removed_in', '<', forever)
            .update({ removed_in: forever })
      })
    },

    async replace({ from, to }, addons) {
      const { generation } = await state()
      const held: { id: number; slug: string; entry: string }[] = await knex('catalogue_addons')
        .whereBetween('place', [from, to - 1])
        .andWhere('added_in', '<=', generation)
        .andWhere('removed_in', '>', generation)
        .select('id', 'slug', 'entry')
      const before = new Map(held.map(row => [row.slug, row]))
      const texts = new Map(addons.map(addon => [addon.slug, JSON.stringify(addon)]))
      const gone = held.filter(({ slug, entry }) => texts.get(slug) !== entry).map(({ id }) => id)
      const fresh = addons.filter(({ slug }) => before.get(slug)?.entry !== texts.get(slug))
      for (let at = 0; at < Math.max(gone.length, fresh.length); at += batch)
        await guarded(async tx => {
          await removeFrom(tx, gone.slice(at, at + batch), generation + 1)
          await insertInto(tx, search, fresh.slice(at, at + batch), generation + 1)
        })
      written += fresh.length
      return fresh.length + held.filter(({ slug }) => !texts.has(slug)).length
    },

    async keepPart({ key, files }) {
      const { generation } = await state()
      await guarded(async tx => {
        await tx('catalogue_shards')
          .where({ part: key, removed_in: forever })
          .update({ removed_in: generation + 1 })
        const rows = [...files].map(([leaf, sha256]) => ({
          part: key,
          leaf,
          sha256,
          added_in: generation + 1,
          removed_in: forever,
        }))
        await tx('catalogue_shards').insert(rows)
      })
    },

    async keepOnly(parts) {
      const { generation } = await state()
      await guarded(tx =>
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
      const { generation } = await state()
      const counts = await countsIn(knex, generation + 1)
      await guarded(tx =>
        settle(tx, { ...succeeded(vouched), generation: generation + 1, counts: JSON.stringify(counts) }),
      )
      // else PostgreSQL plans for the tables as they were, until its own housekeeping comes by
      if (db.engine === 'postgres' && written * 10 > total(counts))
        await knex.raw('analyze catalogue_addons, catalogue_listings, catalogue_words')
    },

    confirm: vouched => guarded(tx => settle(tx, succeeded(vouched))),

    fail: (reason, detail) =>
      guarded(tx =>
        settle(tx, {
          failed_at: now().toISOString(),
          failure: reason,
          failure_detail: detail.slice(0, 1_000),
        }),
      ),
  }
}

const removeFrom = async (tx: Work, ids: number[], generation: number) => {
  if (ids.length === 0) return
  await tx('catalogue_addons').whereIn('id', ids).update({ removed_in: generation })
  await tx('catalogue_listings').whereIn('addon_id', ids).update({ removed_in: generation })
}

const insertInto = async (tx: Work, search: SearchEngine, addons: AddonEntry[], generation: number) => {
  if (addons.length === 0) return
  const times = { added_in: generation, removed_in: forever }
  const rows = addons.map(addon => ({
    slug: addon.slug,
    place: placeOf(addon.slug),
    sort_name: sortName(addon),
    newness: -Date.parse(addon.firstPublished),
    entry: JSON.stringify(addon),
    ...times,
  }))
  const made: { id: number; slug: string }[] = await tx('catalogue_addons')
    .insert(rows)
    .returning(['id', 'slug'])
  const ids = new Map(made.map(({ id, slug }) => [slug, id]))
  const indexed = addons.map(addon => ({
    id: ids.get(addon.slug) ?? 0,
    text: searchText(addon),
    kind: addon.kind,
    price: addon.prices.length === 0 ? 'free' : 'paid',
    tags: [...new Set(addon.tags)],
  }))
  const listings = indexed.flatMap(({ id, kind, price, tags }, n) =>
    ['', ...tags].map(tag => ({
      addon_id: id,
      tag,
      shelf: `${kind} ${price}`,
      sort_name: rows[n]?.sort_name,
      newness: rows[n]?.newness,
      ...times,
    })),
  )
  for (let at = 0; at < listings.length; at += batch)
    await tx('catalogue_listings').insert(listings.slice(at, at + batch))
  await search.add(tx, indexed)
}

const total = (counts: [tag: string, shelf: string, n: number][]) =>
  counts.reduce((sum, [tag, , n]) => (tag === '' ? sum + n : sum), 0)

/** How many add-ons stand on each shelf under each tag, so that no page has to count. */
const countsIn = async (knex: Knex, generation: number): Promise<[string, string, number][]> => {
  const rows: { tag: string; shelf: string; n: number | string }[] = await knex('catalogue_listings')
    .where('removed_in', '>', generation)
    .groupBy('tag', 'shelf')
    .select('tag', 'shelf')
    .count({ n: '*' })
  return rows.map(({ tag, shelf, n }) => [tag, shelf, Number(n)])
}
