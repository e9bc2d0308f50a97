import { randomUUID } from 'node:crypto'
import type {
  Conversation,
  Helper,
  InboxNeeds,
  InboxStores,
  Message,
  Replied,
  RepliedByAddon,
  Written,
} from '../inbox.ts'
import { wordsIn } from '../search-text.ts'
import { replyEvent, tell } from './events.ts'
import { keep, opened, successorOf } from './keeping.ts'

/** Writes an operator's reply, which its channel then sends. It opens a closed conversation again. */
export const reply =
  ({ atomically, now }: InboxNeeds) =>
  (id: string, written: Written, operator: Helper): Promise<Replied> =>
    atomically(async stores => {
      const conversation = await stores.conversations.hold(id)
      if (!conversation) return { kind: 'gone' }
      const before = written.id === undefined ? undefined : await stores.messages.find(written.id)
      if (before && isSame(before, id, written)) return { kind: 'known', message: before.id }
      const successor = conversation.state === 'closed' && (await successorOf(stores, conversation))
      if (successor) return { kind: 'another is open', conversation: successor.id }

      // the same form with another text is another reply
      const message = { ...written, id: before ? undefined : written.id }
      return write(stores, opened(conversation), message, operator, now().toISOString())
    })

// stops add-ons that answer each other from writing to a customer for ever
const mostAutomatic = 20

/** An add-on's reply leaves the conversation open or closed, as it is. */
export const replyBy =
  ({ atomically, now }: InboxNeeds) =>
  ({ slug, name }: { slug: string; name: string }, id: string, text: string): Promise<RepliedByAddon> =>
    atomically(async stores => {
      const conversation = await stores.conversations.hold(id)
      if (!conversation) return { kind: 'gone' }
      if ((await stores.messages.automaticSince(id)) >= mostAutomatic) return { kind: 'too many' }
      return write(stores, conversation, { text }, { kind: 'addon', id: slug, name }, now().toISOString())
    })

const isSame = (before: Message, conversation: string, { text }: Written) =>
  before.conversation === conversation && before.text === text

const write = async (
  stores: InboxStores,
  conversation: Conversation,
  { id = randomUUID(), text }: { id?: string | undefined; text: string },
  author: Helper,
  at: string,
): Promise<Replied> => {
  const message: Message = {
    id,
    conversation: conversation.id,
    author,
    text,
    at,
    state: 'waiting',
    why: null,
    attempts: 1,
    settledAt: null,
  }
  await stores.messages.add(message)
  await stores.conversations.index(conversation.id, wordsIn(text))
  await keep(stores, { ...conversation, changedAt: at })
  await tell(stores, { name: 'reply.sent', payload: replyEvent(conversation, message) }, at)
  return { kind: 'written', message: id }
}
