import { delivery } from '../../contracts/inbox.ts'
import { openDb } from '../../db/index.ts'
import { installationsIn } from '../../db/installations.ts'
import { migrations } from '../../db/migrations/index.ts'
import type { Delivered, Helper, Inbox, InboxFilter } from '../../marketplace/inbox.ts'
import type { Installation } from '../../marketplace/installations.ts'
import { installation } from './installation.ts'
import type { TestPanel } from './panel.ts'

export const everything: InboxFilter = { words: '', state: 'all', channel: '', tag: '' }
export const adaHerself: Helper = { kind: 'operator', id: 'ada-id', name: 'Ada' }

let count = 0

/** A customer's message, as a channel hands it over; what is left out is new or empty. */
export const messageFrom = (given: Record<string, unknown> = {}) => {
  count += 1
  return delivery.parse({
    externalId: `message-${count}`,
    conversationKey: `chat-${count}`,
    customer: { name: 'Zoë Çelik', address: 'zoe@example.net' },
    text: 'Where is my parcel?',
    ...given,
  })
}

/** Lets a customer write through a channel. */
export const writeTo = (inbox: Inbox, given: Record<string, unknown> = {}, channel = 'web-form') =>
  inbox.deliver(channel, messageFrom(given))

/** The conversation that something was delivered to. */
export const conversationOf = async (inbox: Inbox, { conversation }: Pick<Delivered, 'conversation'>) => {
  const found = await inbox.find(conversation)
  if (!found) throw new Error(`There is no conversation ${conversation}`)
  return found
}

/** A channel as it is installed on this panel. */
export const installChannel = async (
  { services }: TestPanel,
  more: Partial<Installation> = {},
): Promise<void> => {
  const db = await openDb(services.settings.databaseUrl, migrations)
  const webForm = { addon: 'web-form', kind: 'channel', name: 'Web form' } as const
  await installationsIn(db.knex).put(installation({ ...webForm, ...more }))
  await db.close()
}
