import type { InboxEvent, InboxEventName } from '../../contracts/inbox.ts'
import type { ActivityEntry } from '../activity.ts'
import type { Conversation, InboxFilter, InboxPage, Message, MessagePage } from '../inbox.ts'

export interface ConversationStore {
  add(conversation: Conversation): Promise<void>
  /** all but its tags */
  put(conversation: Conversation): Promise<void>
  find(id: string): Promise<Conversation | undefined>
  all(ids: readonly string[]): Promise<Conversation[]>
  /** as find, and nobody else changes it until the transaction ends */
  hold(id: string): Promise<Conversation | undefined>
  openFor(channel: string, key: string): Promise<Conversation | undefined>
  closedFor(channel: string, key: string, since: string): Promise<Conversation | undefined>
  tag(id: string, word: string): Promise<void>
  untag(id: string, word: string): Promise<void>
  /** makes it findable by these words */
  index(id: string, words: readonly string[]): Promise<void>
  openCount(channel: string): Promise<number>
  channels(): Promise<string[]>
  tags(): Promise<string[]>
  page(
    filter: InboxFilter,
    page: number,
  ): Promise<Omit<InboxPage, 'conversations'> & { found: Conversation[] }>
}

export interface MessageStore {
  add(message: Message, received?: { channel: string; externalId: string }): Promise<void>
  put(message: Message): Promise<void>
  find(id: string): Promise<Message | undefined>
  received(channel: string, externalId: string): Promise<Message | undefined>
  /** the newest that no add-on wrote: it decides what the conversation waits for */
  latestOfPeople(conversation: string): Promise<Message | undefined>
  /** how many replies add-ons have written since then */
  automaticSince(conversation: string): Promise<number>
  /** the newest of each */
  latest(conversations: readonly string[]): Promise<Message[]>
  page(conversation: string, page: number): Promise<MessagePage>
  waitingFor(channel: string): Promise<Message[]>
}

/** Something that happened, for add-ons that listen. `only`: of no concern to others. */
export interface CodeEvent {
  name: InboxEventName
  payload: InboxEvent
  only: string | null
  at: string
}

/** What happened, until it is handed on: whoever does that removes it in the transaction in which it keeps it. */
export interface CodeEventStore {
  add(event: CodeEvent): Promise<void>
  oldest(most: number): Promise<(CodeEvent & { id: number })[]>
  remove(ids: readonly number[]): Promise<void>
}

export interface InboxStores {
  conversations: ConversationStore
  messages: MessageStore
  events: CodeEventStore
  record: (entry: ActivityEntry) => Promise<void>
}

export interface InboxNeeds {
  stores: Pick<InboxStores, 'conversations' | 'messages'>
  /** What is written through these stores is stored together or not at all; done again if somebody was quicker. */
  atomically: <T>(work: (stores: InboxStores) => Promise<T>) => Promise<T>
  now: () => Date
  /** told after something was stored for add-ons */
  happened: () => void
}
