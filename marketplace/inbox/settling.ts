import { inboxLimits, plainLine } from '../../contracts/inbox.ts'
import type { Changed, Conversation, InboxNeeds, InboxStores, Message } from '../inbox.ts'
import { replyEvent, tell } from './events.ts'
import { keep } from './keeping.ts'

type Settle = (message: Message, at: string) => Message | undefined

/** A late word that it was sent counts also after a failure. */
export const markSent = (needs: InboxNeeds) => (message: string) =>
  settle(needs, message, (one, at) =>
    one.state === 'waiting' || one.state === 'failed'
      ? { ...one, state: 'sent', why: null, settledAt: at }
      : undefined,
  )

export const markFailed = (needs: InboxNeeds) => (message: string, why: string) =>
  settle(needs, message, (one, at) =>
    one.state === 'waiting'
      ? { ...one, state: 'failed', why: plainLine(why, inboxLimits.why), settledAt: at }
      : undefined,
  )

const settle = ({ atomically, now }: InboxNeeds, id: string, change: Settle): Promise<Changed> =>
  atomically(async stores => {
    const held = await holdMessage(stores, id)
    if (!held) return { kind: 'gone' }
    const settled = change(held.message, now().toISOString())
    if (!settled) return { kind: 'nothing to do' }
    await stores.messages.put(settled)
    await keep(stores, held.conversation)
    return { kind: 'done' }
  })

/** Hands a failed reply to its channel once more; nobody else is told twice. */
export const retry =
  ({ atomically, now }: InboxNeeds) =>
  (conversation: string, id: string): Promise<Changed> =>
    atomically(async stores => {
      const held = await holdMessage(stores, id)
      if (held?.conversation.id !== conversation) return { kind: 'gone' }
      if (held.message.state !== 'failed') return { kind: 'nothing to do' }
      const { attempts } = held.message
      const again: Message = { ...held.message, state: 'waiting', why: null, attempts: attempts + 1 }
      await stores.messages.put(again)
      await keep(stores, held.conversation)
      const payload = replyEvent(held.conversation, again)
      await tell(
        stores,
        { name: 'reply.sent', payload, only: held.conversation.channel },
        now().toISOString(),
      )
      return { kind: 'done' }
    })

/** The message as it is once nobody else can change it. */
const holdMessage = async (
  { conversations, messages }: InboxStores,
  id: string,
): Promise<{ conversation: Conversation; message: Message } | undefined> => {
  const named = await messages.find(id)
  const conversation = named && (await conversations.hold(named.conversation))
  const message = conversation && (await messages.find(id))
  return message && { conversation, message }
}
