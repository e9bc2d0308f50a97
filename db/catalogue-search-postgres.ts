import type { Indexed, SearchEngine } from './catalogue-search.ts'

// No word begins with a sign, so what an operator types can't be taken for a facet.
const facet = (kind: 'k' | 'p' | 't', value: string) => `'=${kind}${value}'`

/** A tsvector as text: words are letters and digits, so quoting them is enough. A is the name, B tags, C words, D the rest. */
const vectorOf = ({ text, kind, price, tags }: Indexed) => {
  const weights = new Map<string, Set<string>>()
  const weigh = (words: readonly string[], weight: string) => {
    for (const word of words) weights.set(word, (weights.get(word) ?? new Set()).add(weight))
  }
  weigh(text.name, '1A')
  weigh(text.tags, '2B')
  weigh(text.words, '3C')
  weigh(text.description, '4D')
  const facets = [facet('k', kind), facet('p', price), ...tags.map(tag => facet('t', tag))]
  return [...[...weights].map(([word, at]) => `'${word}':${[...at].join(',')}`), ...facets].join(' ')
}

const oneOf = (facets: readonly string[]) => (facets.length === 0 ? [] : [`(${facets.join(' | ')})`])

/** Full-text search by tsvector. The words are cut by us, so that both engines find the same. */
export const postgresSearch: SearchEngine = {
  async add(tx, rows) {
    if (rows.length === 0) return
    await tx.raw(
      `insert into catalogue_words (addon_id, words) values ${rows.map(() => '(?, ?::tsvector)').join(', ')}`,
      rows.flatMap(row => [row.id, vectorOf(row)]),
    )
  },
  async remove(tx, ids) {
    await tx('catalogue_words')
      .whereIn('addon_id', [...ids])
      .delete()
  },
  id: 'w.addon_id',
  matches: 'w.words @@ ?::tsquery',
  // else PostgreSQL reads each walk to its end before it sorts them all
  walk: (sql, order, limit) => `(${sql} order by ${order} limit ${limit})`,
  queries: (words, { kinds, prices, tag }) =>
    [':*A', ':*ABC', ':*'].map(where =>
      [
        ...words.map(word => `'${word}'${where}`),
        ...oneOf(kinds.map(kind => facet('k', kind))),
        ...oneOf(prices.map(price => facet('p', price))),
        ...oneOf(tag === undefined ? [] : [facet('t', tag)]),
      ].join(' & '),
    ),
}
