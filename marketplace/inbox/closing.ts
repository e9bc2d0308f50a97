import { actorOf } from '../activity.ts'
import type { Changed, Conversation, Helper, InboxNeeds, InboxStores, Reopened } from '../inbox.ts'
import { eventOf, tell } from './events.ts'
import { keep, opened, successorOf } from './keeping.ts'

export const close =
  ({ atomically, now }: InboxNeeds) =>
  (id: string, by: Helper): Promise<Changed> =>
    atomically(async stores => {
      const conversation = await stores.conversations.hold(id)
      if (!conversation) return { kind: 'gone' }
      if (conversation.state === 'closed') return { kind: 'nothing to do' }
      const at = now().toISOString()
      const ended: Conversation = {
        ...conversation,
        state: 'closed',
        changedAt: at,
        closedAt: at,
        closedBy: by.name,
      }
      await keep(stores, ended)
      await tell(stores, { name: 'conversation.closed', payload: eventOf(ended, by, null) }, at)
      if (by.kind === 'operator') await record(stores, ended, by)
      return { kind: 'done' }
    })

export const reopen =
  ({ atomically, now }: InboxNeeds) =>
  (id: string): Promise<Reopened> =>
    atomically(async stores => {
      const conversation = await stores.conversations.hold(id)
      if (!conversation) return { kind: 'gone' }
      if (conversation.state === 'open') return { kind: 'nothing to do' }
      const successor = await successorOf(stores, conversation)
      if (successor) return { kind: 'another is open', conversation: successor.id }
      await keep(stores, { ...opened(conversation), changedAt: now().toISOString() })
      return { kind: 'done' }
    })

// names nobody: the record of operators' acts is kept longer than customers' data may be
const record = ({ record: write }: InboxStores, { id, channel }: Conversation, by: Helper) =>
  write({ ...actorOf(by), act: 'conversation.close', addon: channel, result: 'done', reference: id })
