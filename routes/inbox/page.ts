import { randomUUID } from 'node:crypto'
import type { Request, Response } from 'express'
import type { Conversation, Message } from '../../marketplace/inbox.ts'
import { may } from '../../marketplace/permissions.ts'
import type { FormErrors } from '../forms.ts'
import { viewerOf } from '../middleware/locals.ts'
import type { Services } from '../services.ts'
import { channelOf } from './channels.ts'
import { pageAsked } from './filter.ts'

/** What was typed and what is wrong with it. */
export interface Typed {
  reply?: string
  tag?: string
  errors?: FormErrors
  /** the open conversation that stands in the way */
  another?: string
}

const minute = 60_000

/** The page of one conversation, with what was typed in its forms. */
export const showConversation = async (
  conversation: Conversation,
  services: Services,
  req: Pick<Request, 'query'>,
  res: Response,
  typed: Typed = {},
) => {
  const { inbox, paths } = services
  const { page, pages, messages } = await inbox.messages(conversation.id, pageAsked(req.query['page']))
  const channel = await channelOf(conversation.channel, services)
  const at = (number: number) => paths.withQuery(paths.conversation(conversation.id), { page: number })
  res.render('inbox/show', {
    conversation,
    channel,
    messages,
    page,
    pages,
    links: { older: page > 1 ? at(page - 1) : undefined, newer: page < pages ? at(page + 1) : undefined },
    // names this form: sent twice, it writes one reply
    attempt: randomUUID(),
    typed: { reply: '', tag: '', another: undefined, ...typed },
    ...fieldsFor(conversation, messages, typed.errors ?? {}),
    known: (await inbox.choices()).tags.filter(tag => !conversation.tags.includes(tag)),
    isUnderWay: channel.standing === 'on' && messages.some(one => isUnderWay(one, services.now())),
    mayManage: may(viewerOf(res), 'channels'),
  })
}

/**
 * What is typed stays where it is while the page changes in place, as long as its field keeps its id. So a field is named
 * after what it adds to: what was sent leaves an empty one, everything else lets people go on typing.
 */
const fieldsFor = ({ tags }: Conversation, messages: Message[], { text, tag }: FormErrors) => {
  const latest = messages.findLast(({ author }) => author.kind === 'operator')
  const fields = { reply: `reply-after-${latest?.id.slice(0, 8) ?? 'none'}`, tag: `tag-after-${tags.length}` }
  return { fields, errors: { ...(text && { [fields.reply]: text }), ...(tag && { [fields.tag]: tag }) } }
}

/** It may be sent any moment: worth asking again. */
const isUnderWay = ({ state, at }: Message, now: Date) =>
  state === 'waiting' && now.getTime() - Date.parse(at) < minute
