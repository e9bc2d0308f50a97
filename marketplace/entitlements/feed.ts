import { ClientAreaFailure } from '../client-area.ts'
import type { Connection } from '../connection.ts'
import type { Answer } from '../connection/access.ts'
import { memory } from './memory.ts'
import type { SyncNeeds } from './needs.ts'

/** Where the feed of events stands, and whether it says that anything is new. */
export interface Feed {
  kind: 'feed'
  cursor: string
  hasNews: boolean
  /** nothing known before is to be compared with: another login, or a client area older than our memory */
  isNew: boolean
}
export type NoAnswer = { kind: 'not connected' } | { kind: 'failed'; why: string }

const pagesAtMost = 10

/** Reads on from where it was read last. Events are hints: what they are about is read again. */
export const readFeed = async (needs: SyncNeeds, { login }: Connection): Promise<Feed | NoAnswer> => {
  const last = await memory.reading.read(needs.panelSettings)
  const feed = last?.login === login ? await readFrom(needs, last.cursor) : undefined
  const begins = feed === undefined || isUnknownCursor(feed)
  const read = begins ? await readFrom(needs, undefined) : feed
  return read.kind === 'feed' ? read : noAnswer(read)
}

// its database is older than our memory, as after a restore
const isUnknownCursor = (feed: Feed | Unanswered) =>
  feed.kind === 'failed' && feed.failure.code === 'invalid_request'

type Unanswered = Exclude<Answer<never>, { kind: 'answer' }>

const readFrom = async (
  { connection, market }: SyncNeeds,
  since: string | undefined,
): Promise<Feed | Unanswered> => {
  const feed: Feed = {
    kind: 'feed',
    cursor: since ?? '',
    hasNews: since === undefined,
    isNew: since === undefined,
  }
  for (let page = 0; page < pagesAtMost; page++) {
    const from = page === 0 ? since : feed.cursor
    const answer = await connection.access(token => market.events(token, from))
    if (answer.kind !== 'answer') return answer
    feed.cursor = answer.value.cursor
    feed.hasNews ||= answer.value.events.length > 0
    if (!answer.value.more) break
  }
  return feed
}

export const noAnswer = (answer: Unanswered): NoAnswer =>
  answer.kind === 'failed' ? { kind: 'failed', why: answer.failure.message } : answer

/** For an answer that makes no sense as a whole. */
export const senseless = (detail: string): NoAnswer => ({
  kind: 'failed',
  why: new ClientAreaFailure('unusable reply', detail).message,
})
