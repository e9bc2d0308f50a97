import type { SearchEngine } from './catalogue-search.ts'

// Words hold letters and digits only, tags hyphens too: inside quotes neither can say anything to FTS5.
const begins = (word: string) => `"${word}"*`
const all = (column: string, words: readonly string[]) =>
  `({${column}} : (${words.map(begins).join(' AND ')}))`
const oneOf = (facets: readonly string[]) =>
  facets.length === 0 ? [] : [`({facets} : (${facets.map(facet => `"${facet}"`).join(' OR ')}))`]

/** Full-text search by FTS5. */
export const sqliteSearch: SearchEngine = {
  async add(tx, rows) {
    for (const { id, text, kind, price, tags } of rows)
      await tx('catalogue_words').insert({
        rowid: id,
        name: text.name.join(' '),
        tags: text.tags.join(' '),
        words: text.words.join(' '),
        description: text.description.join(' '),
        facets: [`k${kind}`, `p${price}`, ...tags.map(tag => `t${tag}`)].join(' '),
      })
  },
  async remove(tx, ids) {
    for (const id of ids) await tx('catalogue_words').where('rowid', id).delete()
  },
  id: 'w.rowid',
  matches: 'w.catalogue_words match ?',
  // SQLite merges walks along an index by itself, and may not be told to sort them
  walk: sql => sql,
  queries: (words, { kinds, prices, tag }) =>
    ['name', 'name tags words', 'name tags words description'].map(columns =>
      [
        all(columns, words),
        ...oneOf(kinds.map(kind => `k${kind}`)),
        ...oneOf(prices.map(price => `p${price}`)),
        ...oneOf(tag === undefined ? [] : [`t${tag}`]),
      ].join(' AND '),
    ),
}
