import type { Request } from 'express'
import type { InboxFilter } from '../../marketplace/inbox.ts'

export const inboxStates = ['open', 'waiting', 'closed', 'all'] as const satisfies InboxFilter['state'][]

/** What somebody wants to see, as it stands in the address. Unknown values are ignored. */
export type InboxWish = InboxFilter & { page: number }

export const inboxWishIn = ({ query }: Pick<Request, 'query'>): InboxWish => {
  const text = (name: string, most: number) => {
    const value = query[name]
    return typeof value === 'string' ? value.slice(0, most).trim() : ''
  }
  return {
    words: text('q', 200),
    state: inboxStates.find(state => state === text('state', 20)) ?? 'open',
    channel: text('channel', 40),
    tag: text('tag', 48),
    page: pageAsked(query['page']) ?? 1,
  }
}

/** A page's number, if it is one. */
export const pageAsked = (value: unknown) => {
  const page = Number(value)
  return typeof value === 'string' && Number.isSafeInteger(page) && page > 0 ? page : undefined
}

/** The same as a query; what is usual is left out. */
export const queryOf = ({ words, state, channel, tag, page }: InboxWish) => ({
  q: words,
  state: state === 'open' ? '' : state,
  channel,
  tag,
  page: page > 1 ? page : undefined,
})
