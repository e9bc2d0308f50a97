import type { SearchText } from '../marketplace/search-text.ts'
import type { Work } from './index.ts'

/** What a hit must be besides matching: one of the kinds, one of the prices, the tag. Empty asks for nothing. */
export interface Facets {
  kinds: readonly string[]
  prices: readonly string[]
  tag: string | undefined
}

export interface Indexed {
  id: number
  text: SearchText
  kind: string
  price: string
  tags: readonly string[]
}

/** What differs between the engines' full-text search; SQL around `catalogue_words w` is made from these pieces. */
export interface SearchEngine {
  add: (tx: Work, rows: Indexed[]) => Promise<void>
  remove: (tx: Work, ids: readonly number[]) => Promise<void>
  /** the column with the add-on's id */
  id: string
  /** the condition, with one binding: a query */
  matches: string
  /** three queries: every word in the name; in name, tags, summary or author; anywhere */
  queries: (words: readonly string[], facets: Facets) => string[]
  /** one ordered walk of several that are put together and cut at `limit` */
  walk: (sql: string, order: string, limit: number) => string
}
