import type { InboxNeeds, InboxStores } from '../marketplace/inbox.ts'
import { recordIn } from './activity.ts'
import { codeEventsIn } from './code-events.ts'
import { conversationsIn } from './conversations.ts'
import type { Database, Work } from './index.ts'
import { messagesIn } from './messages.ts'

/** The inbox's stores, and work on all of them that is stored together or not at all. */
export const inboxStoresIn = (db: Database, now: () => Date): Pick<InboxNeeds, 'stores' | 'atomically'> => ({
  stores: { conversations: conversationsIn(db.knex), messages: messagesIn(db.knex) },
  atomically: work => whileTaken(() => db.atomically(tx => work(storesIn(tx, now)))),
})

const storesIn = (work: Work, now: () => Date): InboxStores => ({
  conversations: conversationsIn(work),
  messages: messagesIn(work),
  events: codeEventsIn(work),
  record: entry => recordIn(work, now(), entry),
})

/** Two at the same moment may find a unique key free: whoever comes second looks again, and finds what the first one wrote. */
const whileTaken = async <T>(work: () => Promise<T>, left = 3): Promise<T> => {
  try {
    return await work()
  } catch (error) {
    if (left === 0 || !isTaken(error)) throw error
    return whileTaken(work, left - 1)
  }
}

// how PostgreSQL ("Error Codes", class 23) and SQLite name a broken unique key
const isTaken = (error: unknown) =>
  error instanceof Error &&
  'code' in error &&
  (error.code === '23505' ||
    (error.code === 'SQLITE_CONSTRAINT' && error.message.includes('UNIQUE constraint failed')))
