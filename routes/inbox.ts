import { type NextFunction, type Request, type Response, Router } from 'express'
import type { Conversation, Helper } from '../marketplace/inbox.ts'
import { textIn } from './forms.ts'
import { inboxWishIn } from './inbox/filter.ts'
import { readReply, readTag } from './inbox/form.ts'
import { listFor } from './inbox/list.ts'
import { showConversation, type Typed } from './inbox/page.ts'
import { viewerOf } from './middleware/locals.ts'
import { addresses, asSpelled } from './paths.ts'
import type { Services } from './services.ts'
import { comesBack } from './sessions/typed.ts'

type OneOf = Request<{ id: string }>
type OneMessage = Request<{ id: string; message: string }>

/** Conversations with customers: the list, and one of them with everything that is done to it. */
export const inboxRoutes = (services: Services): Router => {
  const { inbox, paths } = services

  const list = async (req: Request, res: Response) => {
    res.render('inbox/index', await listFor(inboxWishIn(req), services, res))
  }

  const show = async (req: OneOf, res: Response, next: NextFunction) => {
    const conversation = await inbox.find(req.params.id)
    if (!conversation) return next()
    await showConversation(conversation, services, req, res, typedBefore(req))
  }

  const typedBefore = (req: OneOf): Typed => {
    const { id } = req.params
    return {
      ...(comesBack(req, paths.conversationReplies(id)) && { reply: textIn(req, 'text') }),
      ...(comesBack(req, paths.conversationTags(id)) && { tag: textIn(req, 'tag') }),
    }
  }

  const reply = async (req: OneOf, res: Response, next: NextFunction) => {
    const conversation = await inbox.find(req.params.id)
    if (!conversation) return next()
    const typed = { reply: textIn(req, 'text') }
    const read = readReply(req)
    if (read.kind === 'wrong') return refuse(422, conversation, req, res, { ...typed, errors: read.errors })

    const outcome = await inbox.reply(conversation.id, read.value, operatorIn(res))
    switch (outcome.kind) {
      case 'written':
      case 'known':
        return leadBack(req, res, 'inbox.said.reply')
      case 'another is open':
        return refuse(409, conversation, req, res, { ...typed, another: outcome.conversation })
      case 'gone':
        return next()
    }
  }

  const tag = async (req: OneOf, res: Response, next: NextFunction) => {
    const conversation = await inbox.find(req.params.id)
    if (!conversation) return next()
    const removed = textIn(req, 'untag')
    if (removed) {
      await inbox.untag(conversation.id, removed)
      return leadBack(req, res, 'inbox.said.untagged', { tag: removed.slice(0, 48) })
    }
    const typed = { tag: textIn(req, 'tag') }
    const read = readTag(req)
    if (read.kind === 'wrong') return refuse(422, conversation, req, res, { ...typed, errors: read.errors })
    const { kind } = await inbox.tag(conversation.id, read.value)
    if (kind === 'too many')
      return refuse(422, conversation, req, res, { ...typed, errors: { tag: 'inbox.tag-many' } })
    leadBack(req, res, 'inbox.said.tagged', { tag: read.value })
  }

  const changeState = async (req: OneOf, res: Response, next: NextFunction) => {
    const conversation = await inbox.find(req.params.id)
    if (!conversation) return next()
    if (textIn(req, 'closed') === 'yes') {
      await inbox.close(conversation.id, operatorIn(res))
      return leadBack(req, res, 'inbox.said.closed')
    }
    const outcome = await inbox.reopen(conversation.id)
    if (outcome.kind === 'another is open')
      return refuse(409, conversation, req, res, { another: outcome.conversation })
    leadBack(req, res, 'inbox.said.reopened')
  }

  const retry = async (req: OneMessage, res: Response, next: NextFunction) => {
    const { kind } = await inbox.retry(req.params.id, req.params.message)
    if (kind === 'gone') return next()
    leadBack(req, res, 'inbox.said.retried')
  }

  /** the same page, with what was typed and what stands in the way */
  const refuse = (status: number, conversation: Conversation, req: OneOf, res: Response, typed: Typed) =>
    showConversation(conversation, services, req, res.status(status), typed)

  const leadBack = (req: OneOf, res: Response, key: string, values: Record<string, string> = {}) => {
    req.session.said = { key, values }
    res.redirect(303, paths.conversation(req.params.id))
  }

  // reload and Back after a change that was refused
  const leadToConversation = (req: OneOf, res: Response) =>
    res.redirect(303, paths.conversation(req.params.id))

  return Router(asSpelled)
    .get(addresses.inbox.pattern, list)
    .get(addresses.conversation.pattern, show)
    .get(addresses.conversationReplies.pattern, leadToConversation)
    .post(addresses.conversationReplies.pattern, reply)
    .get(addresses.conversationTags.pattern, leadToConversation)
    .post(addresses.conversationTags.pattern, tag)
    .get(addresses.conversationClosing.pattern, leadToConversation)
    .post(addresses.conversationClosing.pattern, changeState)
    .post(addresses.messageRetry.pattern, retry)
}

const operatorIn = (res: Response): Helper => {
  const { id, name } = viewerOf(res)
  return { kind: 'operator', id, name }
}
