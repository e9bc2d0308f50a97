import { inboxLimits } from '../../contracts/inbox.ts'
import type { Changed, InboxNeeds, Tagged } from '../inbox.ts'

export const tag =
  ({ atomically }: InboxNeeds) =>
  (id: string, word: string): Promise<Tagged> =>
    atomically(async ({ conversations }) => {
      const conversation = await conversations.hold(id)
      if (!conversation) return { kind: 'gone' }
      if (conversation.tags.includes(word)) return { kind: 'nothing to do' }
      if (conversation.tags.length >= inboxLimits.tags) return { kind: 'too many' }
      await conversations.tag(id, word)
      return { kind: 'done' }
    })

export const untag =
  ({ atomically }: InboxNeeds) =>
  (id: string, word: string): Promise<Changed> =>
    atomically(async ({ conversations }) => {
      const conversation = await conversations.hold(id)
      if (!conversation) return { kind: 'gone' }
      if (!conversation.tags.includes(word)) return { kind: 'nothing to do' }
      await conversations.untag(id, word)
      return { kind: 'done' }
    })
