import type { InboxEvent, InboxEventName } from '../../contracts/inbox.ts'
import type { Author, Conversation, InboxStores, Message } from '../inbox.ts'

/** What add-ons are told: no ids of operators, nothing but what the conversation itself says. */
export const eventOf = (conversation: Conversation, by: Author, message: Message | null): InboxEvent => {
  const { id, channel, key, customer, subject, state, tags, openedAt } = conversation
  return {
    conversation: { id, channel, key, customer, subject, state, tags, openedAt },
    message: message && { id: message.id, text: message.text, at: message.at, attempt: message.attempts },
    by: { kind: by.kind, name: by.name, addon: by.kind === 'addon' ? by.id : null },
  }
}

/** A reply as its channel is to send it, and as others hear of it. */
export const replyEvent = (conversation: Conversation, message: Message) =>
  eventOf(conversation, message.author, message)

interface Happening {
  name: InboxEventName
  payload: InboxEvent
  only?: string
}

/** Writes it down beside the change itself: neither is stored without the other. */
export const tell = ({ events }: InboxStores, { name, payload, only }: Happening, at: string) =>
  events.add({ name, payload, only: only ?? null, at })
