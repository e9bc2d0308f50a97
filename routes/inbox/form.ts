import type { Request } from 'express'
import { inboxLimits, replyText, tagWord } from '../../contracts/inbox.ts'
import { textIn } from '../forms.ts'

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

type Read<T> = { kind: 'read'; value: T } | { kind: 'wrong'; errors: Record<string, string> }

/** A reply as it was typed: `attempt` names the form it came in. */
export const readReply = (req: Request): Read<{ id?: string; text: string }> => {
  const typed = textIn(req, 'text').replace(/\r\n?/g, '\n')
  const attempt = textIn(req, 'attempt')
  const parsed = replyText.safeParse(typed)
  if (parsed.success)
    return { kind: 'read', value: { text: parsed.data, ...(uuid.test(attempt) && { id: attempt }) } }
  const isLong = typed.length > inboxLimits.reply
  return { kind: 'wrong', errors: { text: isLong ? 'inbox.reply-long' : 'inbox.reply-missing' } }
}

export const readTag = (req: Request): Read<string> => {
  const parsed = tagWord.safeParse(textIn(req, 'tag'))
  return parsed.success
    ? { kind: 'read', value: parsed.data }
    : { kind: 'wrong', errors: { tag: 'inbox.tag-wrong' } }
}
