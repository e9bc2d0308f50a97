import type { Knex } from 'knex'
import type { AddonQuery } from '../marketplace/addons.ts'
import { isIn, rowsOf, shelvesOf } from './catalogue-rows.ts'
import type { SearchEngine } from './catalogue-search.ts'

/** Ranking costs time for each match, so only so many are ranked, those that match in the name first. */
const most = 400

export interface Search {
  query: AddonQuery
  words: string[]
  generation: number
}

interface Ranked {
  ids: number[]
  more: boolean
}

interface Sql {
  text: string
  bindings: Knex.Value[]
}

/** The ids of what matches, best first: by words if there are any, among the slugs of `only` if it is given. */
export const rankedIds = async (knex: Knex, engine: SearchEngine, search: Search): Promise<Ranked> => {
  const { query, words } = search
  if (query.only?.length === 0) return { ids: [], more: false }
  const { text, bindings } = words.length > 0 ? byWords(engine, search) : bySlug(search)
  const rows = await rowsOf<{ id: number }>(knex, text, bindings)
  return { ids: rows.slice(0, most).map(({ id }) => id), more: rows.length > most }
}

const bySlug = ({ query, generation }: Search): Sql => {
  const among = amongSlugs(query)
  const shelves = shelvesOf(query)
  return {
    text: `select a.id from catalogue_addons a cross join catalogue_listings l
      where ${isIn(generation, 'a')} ${among.text} and l.addon_id = a.id and l.tag = ? and l.shelf in (${marks(shelves)})
      order by ${query.sort === 'newest' ? 'a.newness, a.sort_name' : 'a.sort_name'}`,
    bindings: [...among.bindings, query.tag ?? '', ...shelves],
  }
}

const byWords = (engine: SearchEngine, { query, words, generation }: Search): Sql => {
  const among = amongSlugs(query)
  const hits = engine
    .queries(words, { kinds: query.kinds, prices: query.prices, tag: query.tag })
    .map((match, tier) => ({
      text: `select * from (select ${engine.id} as id, ${tier} as tier
        from catalogue_words w join catalogue_addons a on a.id = ${engine.id}
        where ${engine.matches} and ${isIn(generation, 'a')} ${among.text} limit ${most + 1}) hits${tier}`,
      bindings: [match, ...among.bindings],
    }))
  const order = orderOf(query, words.join(' '))
  return {
    text: `select a.id from (
        select id, min(tier) as tier from (${hits.map(hit => hit.text).join(' union all ')}) hits
        group by id order by min(tier) limit ${most + 1}
      ) h join catalogue_addons a on a.id = h.id order by ${order.text}`,
    bindings: [...hits.flatMap(hit => hit.bindings), ...order.bindings],
  }
}

const orderOf = ({ sort }: AddonQuery, sought: string): Sql => {
  if (sort === 'name') return { text: 'a.sort_name', bindings: [] }
  if (sort === 'newest') return { text: 'a.newness, a.sort_name', bindings: [] }
  // in front of the rest of its tier: the name that is what was typed, then those that begin with it
  return {
    text: `h.tier, case when a.sort_name = cast(? as text) || ' ' || a.slug then 0
      when substr(a.sort_name, 1, ?) = ? then 1 else 2 end, a.sort_name`,
    // in code points, as the databases count
    bindings: [sought, Array.from(sought).length, sought],
  }
}

const amongSlugs = ({ only }: AddonQuery): Sql =>
  only ? { text: `and a.slug in (${marks(only)})`, bindings: only } : { text: '', bindings: [] }

const marks = (values: readonly unknown[]) => values.map(() => '?').join(', ')
