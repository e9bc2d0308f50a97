import { type Kind, kinds } from '../contracts/manifest.ts'
import type { AddonQuery } from './addons.ts'

export const prices = ['free', 'paid'] as const
export const states = ['installed', 'inactive', 'update', 'due', 'purchased'] as const
export type State = (typeof states)[number]
export const sorts = ['relevance', 'name', 'newest'] as const

/** What the grid's address asks for: everything of a query but the slugs that a state stands for. */
export type Browse = Omit<AddonQuery, 'only'> & { states: State[] }

/** Reads `?q&kind&price&state&tag&sort&page`; several values repeated or with commas; unknown values are ignored. */
export const readBrowse = (query: Record<string, unknown>): Browse => {
  const words = one(query['q']).trim().slice(0, 200)
  const tag = one(query['tag'])
  return {
    words,
    kinds: among<Kind>(kinds, query['kind']),
    prices: among(prices, query['price']),
    states: among(states, query['state']),
    ...(/^[a-z0-9-]{2,24}$/.test(tag) ? { tag } : {}),
    sort: among(sorts, query['sort'])[0] ?? usualSort(words),
    page: pageNumber(one(query['page'])),
  }
}

/** The order nobody had to choose. */
export const usualSort = (words: string) => (words ? 'relevance' : 'name')

/** The address again, without what is its default. */
export const browseQuery = (browse: Browse, change: { page?: number } = {}) => {
  const page = change.page ?? browse.page
  return {
    q: browse.words,
    kind: browse.kinds.join(','),
    price: browse.prices.join(','),
    state: browse.states.join(','),
    tag: browse.tag,
    sort: browse.sort === usualSort(browse.words) ? undefined : browse.sort,
    page: page > 1 ? page : undefined,
  }
}

/** A filter or an order was chosen, beyond words. */
export const isNarrowed = (browse: Browse) =>
  isFiltered({ ...browse, words: '' }) || browseQuery(browse).sort !== undefined

export const isFiltered = ({ words, kinds: k, prices: p, states: s, tag }: Browse) =>
  Boolean(words || k.length || p.length || s.length || tag)

const one = (value: unknown) => (typeof value === 'string' ? value : '')

const pageNumber = (text: string) => (/^[1-9]\d{0,5}$/.test(text) ? Number(text) : 1)

const among = <T extends string>(known: readonly T[], value: unknown): T[] => {
  const given = (Array.isArray(value) ? value : [value]).flatMap(text =>
    typeof text === 'string' ? text.split(',') : [],
  )
  return known.filter(name => given.includes(name))
}
