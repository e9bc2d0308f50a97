import type { Delivery, InboxEvent } from '../contracts/inbox.ts'

export type * from './inbox/stores.ts'

/** Who wrote something. An add-on's id is its slug. */
export type Author =
  | { kind: 'customer'; name: string }
  | { kind: 'operator' | 'addon'; id: string; name: string }

/** Somebody of this help desk: an operator, or an add-on. */
export type Helper = Exclude<Author, { kind: 'customer' }>

export interface Conversation {
  id: string
  /** slug of the add-on it came through */
  channel: string
  /** what the channel knows it by */
  key: string
  /** empty where the channel knows no name or address */
  customer: { name: string; address: string }
  subject: string
  state: 'open' | 'closed'
  /** what it waits for: an answer to the customer, or a look at a reply that was not sent */
  wants: 'answer' | 'retry' | null
  tags: string[]
  openedAt: string
  /** the newest message, or change of state */
  changedAt: string
  closedAt: string | null
  closedBy: string | null
}

/** One text to or from the customer. `received` came in; the others are on their way out, out, or stuck. */
export interface Message {
  id: string
  conversation: string
  author: Author
  text: string
  at: string
  state: 'received' | 'waiting' | 'sent' | 'failed'
  /** why it failed, in the channel's words */
  why: string | null
  /** how often it was handed to the channel */
  attempts: number
  settledAt: string | null
}

export interface InboxFilter {
  /** in words; empty: all */
  words: string
  state: 'waiting' | 'open' | 'closed' | 'all'
  channel: string
  tag: string
}

export interface InboxPage {
  total: number
  page: number
  pages: number
  conversations: (Conversation & { latest: Message })[]
}

export interface MessagePage {
  page: number
  pages: number
  messages: Message[]
}

/** `known`: that message was delivered before. */
export type Delivered = { kind: 'delivered' | 'known'; conversation: string; message: string }

/** `known`: written before, by the same press. `another is open`: the customer has moved on to that conversation. */
export type Replied =
  | { kind: 'written' | 'known'; message: string }
  | { kind: 'another is open'; conversation: string }
  | { kind: 'gone' }

/** `too many`: nobody but add-ons has written for long. */
export type RepliedByAddon = Replied | { kind: 'too many' }

export type Reopened =
  | { kind: 'done' | 'nothing to do' | 'gone' }
  | { kind: 'another is open'; conversation: string }

export type Changed = { kind: 'done' | 'nothing to do' | 'gone' }

export type Tagged = Changed | { kind: 'too many' }

/** What an operator writes; the id comes with the form, so that a form sent twice writes one reply. */
export interface Written {
  id?: string
  text: string
}

/**
 * Conversations with customers. A help desk that has an inbox of its own puts it in place of ours behind this interface.
 * Texts have passed the schemas of the contract before they come here.
 */
export interface Inbox extends AddonsInbox {
  /** without a page: the newest */
  messages(conversation: string, page?: number): Promise<MessagePage>
  /** what the filters offer */
  choices(): Promise<{ channels: string[]; tags: string[] }>
  /** An operator's reply opens a closed conversation again. */
  reply(conversation: string, written: Written, operator: Helper): Promise<Replied>
  /** Hands a failed reply to its channel once more. */
  retry(conversation: string, message: string): Promise<Changed>
  reopen(conversation: string): Promise<Reopened>
}

/** What add-ons may do in the inbox, as the help desk does it for them. Rights are checked before. */
export interface AddonsInbox {
  find(conversation: string): Promise<Conversation | undefined>
  /** newest activity first, in pages of 25 */
  list(filter: InboxFilter, page: number): Promise<InboxPage>
  /** Goes on with the conversation of that key, opens it again if it was closed lately, or begins one. */
  deliver(channel: string, delivery: Delivery): Promise<Delivered>
  replyBy(addon: { slug: string; name: string }, conversation: string, text: string): Promise<RepliedByAddon>
  tag(conversation: string, word: string): Promise<Tagged>
  untag(conversation: string, word: string): Promise<Changed>
  close(conversation: string, by: Helper): Promise<Changed>
  /** The channel has sent a reply. */
  markSent(message: string): Promise<Changed>
  markFailed(message: string, why: string): Promise<Changed>
  /** Replies that were not sent yet, oldest first, each as its event: for a channel that comes back. */
  waitingFor(channel: string): Promise<InboxEvent[]>
  /** whether that reply was not sent yet, and may still be */
  isWaiting(message: string): Promise<boolean>
  openConversationsOf(channel: string): Promise<number>
}
