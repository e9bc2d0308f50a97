import type { Conversation, InboxStores, Message } from '../inbox.ts'

type Kept = Pick<InboxStores, 'conversations' | 'messages'>

/** Stores a conversation together with what it waits for now. */
export const keep = async ({ conversations, messages }: Kept, conversation: Conversation) => {
  const wants = wantsOf(conversation, await messages.latestOfPeople(conversation.id))
  await conversations.put({ ...conversation, wants })
}

/** An add-on's automatic reply answers nobody: the last word of a person counts. */
const wantsOf = ({ state }: Conversation, latest: Message | undefined): Conversation['wants'] => {
  if (state === 'closed' || !latest) return null
  if (latest.state === 'received') return 'answer'
  return latest.state === 'failed' ? 'retry' : null
}

export const opened = (conversation: Conversation): Conversation => ({
  ...conversation,
  state: 'open',
  closedAt: null,
  closedBy: null,
})

/** The open conversation in which this one's customer goes on meanwhile: there is one at most. */
export const successorOf = async ({ conversations }: Kept, { id, channel, key }: Conversation) => {
  const open = await conversations.openFor(channel, key)
  return open && open.id !== id ? open : undefined
}
