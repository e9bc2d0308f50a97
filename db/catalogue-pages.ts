import type { Knex } from 'knex'
import type { AddonEntry } from '../contracts/catalogue.ts'
import { type AddonQuery, type Found, pageSize } from '../marketplace/addons.ts'
import type { Counts } from './catalogue-generation.ts'
import { rankedIds, type Search } from './catalogue-hits.ts'
import { isIn, rowsOf, shelvesOf } from './catalogue-rows.ts'
import type { SearchEngine } from './catalogue-search.ts'
import { pageIn } from './pages.ts'

/** Without words: one walk along the index of each shelf, merged by the database; nothing is counted or sorted. */
export const listed = async (
  knex: Knex,
  engine: SearchEngine,
  { query, counts, generation }: { query: AddonQuery; counts: Counts; generation: number },
): Promise<Found> => {
  const tag = query.tag ?? ''
  const shelves = shelvesOf(query)
  const total = counts.reduce(
    (sum, [t, shelf, n]) => (t === tag && shelves.includes(shelf) ? sum + n : sum),
    0,
  )
  const page = pageIn(total, query.page, pageSize)
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
export const searched = async (knex: Knex, engine: SearchEngine, search: Search): Promise<Found> => {
  const { ids, more } = await rankedIds(knex, engine, search)
  const page = pageIn(ids.length, search.query.page, pageSize)
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
