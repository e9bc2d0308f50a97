// Conversations with customers, as an add-on is told of them and acts on them.

export type EventName = 'conversation.opened' | 'message.received' | 'reply.sent' | 'conversation.closed'

export interface OwnEvents {
  /** asked whenever the add-on is switched on: what it throws keeps it off, and is what the operator reads */
  'souk.health': Record<string, never>
  /** an operator has saved other settings, of these names: they are in `souk.settings` */
  'settings.changed': { names: string[] }
}

/** Thrown: tried again later. `failed`: it never can be sent, and the operator reads why. */
export type EventAnswer = { failed: string } | null | undefined | void

export interface Conversation {
  id: string
  /** slug of the channel */
  channel: string
  /** the channel's own name of it: the `conversationKey` of its messages */
  key: string
  customer: { name: string; address: string }
  subject: string
  state: 'open' | 'closed'
  tags: string[]
  openedAt: string
}

export interface Message {
  id: string
  text: string
  at: string
  /** how often it was to be sent */
  attempt: number
}

export interface ToldEvent<Name extends EventName = EventName> {
  name: Name
  at: string
  conversation: Conversation
  message: Name extends 'conversation.closed' ? null : Name extends EventName ? Message : never
  /** who did it; `addon` is the slug, if it was one */
  by: { kind: 'customer' | 'operator' | 'addon'; name: string; addon: string | null }
}

export interface Delivery {
  /** the message's own name: delivered again, it makes no double */
  externalId: string
  /** messages of one key belong together */
  conversationKey: string
  customer?: { name?: string; address?: string }
  subject?: string
  text: string
  /** ISO 8601 */
  at?: string
}

export interface InboxFilter {
  words?: string
  /** `waiting`: for an answer to the customer */
  state?: 'waiting' | 'open' | 'closed' | 'all'
  tag?: string
  page?: number
}

export interface FoundConversations {
  total: number
  page: number
  pages: number
  conversations: (Conversation & {
    changedAt: string
    latest: { text: string; at: string; from: 'customer' | 'help desk' }
  })[]
}
