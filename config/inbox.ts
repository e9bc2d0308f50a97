import type { Database } from '../db/index.ts'
import { inboxStoresIn } from '../db/inbox-stores.ts'
import type { Inbox } from '../marketplace/inbox.ts'
import { inboxWith } from '../marketplace/inbox/verbs.ts'

interface Around {
  now: () => Date
  /** told when something happened that add-ons may listen to */
  happened?: () => void
}

/** The inbox of this help desk. Another one is put in place here. */
export const wireInbox = (db: Database, { now, happened = () => {} }: Around): Inbox =>
  inboxWith({ ...inboxStoresIn(db, now), now, happened })
