import { randomUUID } from 'node:crypto'
import type { Delivery } from '../../contracts/inbox.ts'
import type { Conversation, Delivered, InboxNeeds, InboxStores, Message } from '../inbox.ts'
import { wordsIn } from '../search-text.ts'
import { eventOf, tell } from './events.ts'
import { keep, opened } from './keeping.ts'

const reopensFor = 30 * 24 * 3_600_000

/** Takes a customer's message in, once however often it is delivered. */
export const deliver =
  ({ atomically, now }: InboxNeeds) =>
  (channel: string, delivery: Delivery): Promise<Delivered> =>
    atomically(async stores => {
      const known = await stores.messages.received(channel, delivery.externalId)
      if (known) return { kind: 'known', conversation: known.conversation, message: known.id }

      const at = now()
      const { conversation, isNew } = await conversationFor(stores, channel, delivery, at)
      const message = messageOf(conversation.id, delivery, at)
      await stores.messages.add(message, { channel, externalId: delivery.externalId })
      await stores.conversations.index(conversation.id, wordsOf(conversation, delivery))
      await keep(stores, { ...conversation, changedAt: at.toISOString() })
      await tellOf(stores, conversation, message, isNew, at.toISOString())
      return { kind: 'delivered', conversation: conversation.id, message: message.id }
    })

const conversationFor = async (
  { conversations }: InboxStores,
  channel: string,
  delivery: Delivery,
  at: Date,
) => {
  const key = delivery.conversationKey
  const since = new Date(at.getTime() - reopensFor).toISOString()
  const earlier =
    (await conversations.openFor(channel, key)) ?? (await conversations.closedFor(channel, key, since))
  const held = earlier && (await conversations.hold(earlier.id))
  if (held) return { conversation: opened({ ...held, customer: known(held, delivery) }), isNew: false }

  const conversation = begun(channel, delivery, at.toISOString())
  await conversations.add(conversation)
  return { conversation, isNew: true }
}

/** What is known of the customer stays; what is new fills the gaps. */
const known = ({ customer }: Conversation, delivery: Delivery) => ({
  name: customer.name || delivery.customer.name,
  address: customer.address || delivery.customer.address,
})

const begun = (channel: string, delivery: Delivery, at: string): Conversation => ({
  id: randomUUID(),
  channel,
  key: delivery.conversationKey,
  customer: delivery.customer,
  subject: delivery.subject,
  state: 'open',
  wants: null,
  tags: [],
  openedAt: at,
  changedAt: at,
  closedAt: null,
  closedBy: null,
})

const messageOf = (conversation: string, { customer, text, at }: Delivery, now: Date): Message => ({
  id: randomUUID(),
  conversation,
  author: { kind: 'customer', name: customer.name || customer.address },
  text,
  // a channel's clock may be ahead of ours
  at: at && Date.parse(at) < now.getTime() ? new Date(at).toISOString() : now.toISOString(),
  state: 'received',
  why: null,
  attempts: 0,
  settledAt: null,
})

const wordsOf = ({ subject }: Conversation, { customer, text }: Delivery) =>
  wordsIn([customer.name, customer.address, subject, text].join(' '))

const tellOf = async (
  stores: InboxStores,
  conversation: Conversation,
  message: Message,
  isNew: boolean,
  at: string,
) => {
  const payload = eventOf(conversation, message.author, message)
  if (isNew) await tell(stores, { name: 'conversation.opened', payload }, at)
  await tell(stores, { name: 'message.received', payload }, at)
}
