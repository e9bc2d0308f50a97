import { type Addons, standingAt, type RefreshTrouble } from '../marketplace/addons.ts'
import { wordsSought } from '../marketplace/search-text.ts'
import { searchOf } from './catalogue-engines.ts'
import type { Counts } from './catalogue-generation.ts'
import { listed, searched } from './catalogue-pages.ts'
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
