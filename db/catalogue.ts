import type { Knex } from 'knex'
import type { AddonEntry } from '../contracts/catalogue.ts'
import {
  type AddonQuery,
  type Addons,
  type Found,
  pageSize,
  standingAt,
  type RefreshTrouble,
} from '../marketplace/addons.ts'
import { wordsSought } from '../marketplace/search-text.ts'
import { searchOf } from './catalogue-engines.ts'
import type { Counts } from './catalogue-generation.ts'
import { rankedIds, type Search } from './catalogue-hits.ts'
import { isIn, rowsOf, shelvesOf } from './catalogue-rows.ts'
import type { SearchEngine } from './catalogue-search.ts'
import type { Database } from './index.ts'

interface State {
  generation: number
  as_of: string | null
  expires: string | null
  failed_at: string | null
  failure: RefreshTrouble | null
  failure_detail: string | null
  counts: Counts
}

/** Reads the copy of the catalogue: the current generation of it, whatever is being written meanwhile. */
export const addonsIn = (db: Database, now: () => Date): Addons => {
  const { knex } = db
  const engine = searchOf(db)
  const stateAt = remembering(async (): Promise<State> => {
    const row = await knex('catalogue_state').where('id', 1).first()
    return { ...row, counts: JSON.parse(row.counts) }
  })

  return {
    async find(slug) {
      const row: { entry: string } | undefined = await knex('catalogue_addons')
        .where('slug', slug)
        .whereRaw('added_in <= (select generation from catalogue_state)')
        .whereRaw('removed_in > (select generation from catalogue_state)')
        .first('entry')
      return row && JSON.parse(row.entry)
    },

    async search(query, revision) {
      const words = wordsSought(query.words)
      // signs alone, such as a quote, are no words: nothing has them
      if (words.length === 0 && query.words.trim() !== '')
        return { total: 0, more: false, pages: 1, page: 1, addons: [] }
      const { generation, counts } = await stateAt(revision)
      return words.length > 0 || query.only
        ? searched(knex, engine, { query, words, generation })
        : listed(knex, engine, { query, counts, generation })
    },

    async tags(revision) {
      const { counts } = await stateAt(revision)
      return [...new Set(counts.map(([tag]) => tag))].filter(tag => tag !== '').toSorted()
    },

    async standing(revision) {
      const row = await stateAt(revision)
      const copy = row.as_of && row.expires ? { asOf: row.as_of, expires: row.expires } : null
      const failure =
        row.failed_at && row.failure
          ? { at: row.failed_at, reason: row.failure, detail: row.failure_detail ?? '' }
          : null
      return standingAt(now(), copy, failure)
    },
  }
}

/** Keeps the last answer for as long as the revision stays the same. */
const remembering = <T>(read: () => Promise<T>) => {
  let held: { revision: number; value: T } | undefined
  return async (revision?: number) => {
    if (revision !== undefined && held?.revision === revision) return held.value
    const value = await read()
    if (revision !== undefined) held = { revision, value }
    return value
  }
}

const pageIn = (total: number, page: number) => {
  const pages = Math.max(1, Math.ceil(total / pageSize))
  return { total, pages, page: Math.min(Math.max(1, page), pages) }
}

/** Without words: one walk along the index of each shelf, merged by the database; nothing is counted or sorted. */
const listed = async (
  knex: Knex,
  engine: SearchEngine,
  { query, counts, generation }: { query: AddonQuery } & Pick<State, 'counts' | 'generation'>,
): Promise<Found> => {
  const tag = query.tag ?? ''
  const shelves = shelvesOf(query)
  const total = counts.reduce(
    (sum, [t, shelf, n]) => (t === tag && shelves.includes(shelf) ? sum + n : sum),
    0,
  )
  const page = pageIn(total, query.page)
  const order = query.sort === 'newest' ? 'newness, sort_name' : 'sort_name'
  const from = (page.page - 1) * pageSize
  const walk = engine.walk(
    `select addon_id, newness, sort_name from catalogue_listings l where tag = ? and shelf = ? and ${isIn(generation, 'l')}`,
    order,
    from + pageSize,
  )
  const sql = `select a.entry from (
    select * from (${shelves.map(() => walk).join(' union all ')}) walks order by ${order} limit ? offset ?
  ) p join catalogue_addons a on a.id = p.addon_id order by ${order.replace(/\w+/g, 'p.$&')}`
  const bindings = [...shelves.flatMap(shelf => [tag, shelf]), pageSize, from]
  const rows = await rowsOf<{ entry: string }>(knex, sql, bindings)
  return { ...page, more: false, addons: rows.map(({ entry }) => JSON.parse(entry)) }
}

/** With words, or among some: the best few hundred by rank, then the entries of the page. */
const searched = async (knex: Knex, engine: SearchEngine, search: Search): Promise<Found> => {
  const { ids, more } = await rankedIds(knex, engine, search)
  const page = pageIn(ids.length, search.query.page)
  const wanted = ids.slice((page.page - 1) * pageSize, page.page * pageSize)
  const rows: { id: number; entry: string }[] = await knex('catalogue_addons')
    .whereIn('id', wanted)
    .select('id', 'entry')
  const entries = new Map(rows.map(({ id, entry }) => [id, entry]))
  const addons: AddonEntry[] = wanted.flatMap(id => {
    const entry = entries.get(id)
    return entry === undefined ? [] : [JSON.parse(entry)]
  })
  return { ...page, more, addons }
}
