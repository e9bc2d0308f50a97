import type { InboxEvent } from '../../contracts/inbox.ts'
import type { Inbox, InboxNeeds } from '../inbox.ts'
import { close, reopen } from './closing.ts'
import { deliver } from './delivering.ts'
import { replyEvent } from './events.ts'
import { reply, replyBy } from './replying.ts'
import { markFailed, markSent, retry } from './settling.ts'
import { tag, untag } from './tagging.ts'

const newest = Number.MAX_SAFE_INTEGER

/** Souk's own inbox, over its stores. */
export const inboxWith = (given: InboxNeeds): Inbox => {
  const { conversations, messages } = given.stores
  const needs: InboxNeeds = { ...given, atomically: thenTell(given) }

  return {
    find: id => conversations.find(id),
    async list(filter, asked) {
      const { found, ...page } = await conversations.page(filter, asked)
      const latest = new Map(
        (await messages.latest(found.map(({ id }) => id))).map(one => [one.conversation, one]),
      )
      return {
        ...page,
        conversations: found.flatMap(one => {
          const message = latest.get(one.id)
          return message ? [{ ...one, latest: message }] : []
        }),
      }
    },
    messages: (conversation, page = newest) => messages.page(conversation, page),
    choices: async () => ({ channels: await conversations.channels(), tags: await conversations.tags() }),
    openConversationsOf: channel => conversations.openCount(channel),
    waitingFor: channel => waitingFor(needs, channel),
    isWaiting: async message => (await messages.find(message))?.state === 'waiting',
    deliver: deliver(needs),
    reply: reply(needs),
    replyBy: replyBy(needs),
    retry: retry(needs),
    markSent: markSent(needs),
    markFailed: markFailed(needs),
    tag: tag(needs),
    untag: untag(needs),
    close: close(needs),
    reopen: reopen(needs),
  }
}

const thenTell =
  ({ atomically, happened }: InboxNeeds): InboxNeeds['atomically'] =>
  async work => {
    const outcome = await atomically(work)
    happened()
    return outcome
  }

const waitingFor = async ({ stores }: InboxNeeds, channel: string): Promise<InboxEvent[]> => {
  const messages = await stores.messages.waitingFor(channel)
  const all = await stores.conversations.all(messages.map(({ conversation }) => conversation))
  const conversations = new Map(all.map(one => [one.id, one]))
  return messages.flatMap(message => {
    const conversation = conversations.get(message.conversation)
    return conversation ? [replyEvent(conversation, message)] : []
  })
}
