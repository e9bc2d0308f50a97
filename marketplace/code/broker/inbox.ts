import type { Verb } from '../../../contracts/addon-api.ts'
import type { InboxAct } from '../../../contracts/manifest.ts'
import type { Answer, Handlers } from '../../code.ts'
import type { Changed, Conversation, InboxPage, Tagged } from '../../inbox.ts'
import { done, refused } from '../answering.ts'
import type { BrokerNeeds } from '../broker.ts'
import { allPlaceholders, harmless } from '../placeholders.ts'
import type { CodeAddon } from '../rights.ts'

type Needs = Pick<BrokerNeeds, 'inbox' | 'now' | 'secrets' | 'signatureOf'>
type Handler<V extends Verb> = NonNullable<Handlers[V]>

/** The inbox as one add-on may use it, by what it declares: a channel in its own conversations, a plugin in all of them. */
export const inboxHandlers = (needs: Needs, addon: CodeAddon): Handlers => {
  const { find, reply, tag, untag, close } = acting(needs, addon)
  const may = (act: InboxAct) => addon.rights.inbox.includes(act)
  return {
    ...(addon.kind === 'channel' && { 'inbox.deliver': delivering(needs, addon) }),
    ...(may('find') && { 'inbox.find': find }),
    ...(may('reply') && { 'inbox.reply': reply }),
    ...(may('tag') && { 'inbox.tag': tag, 'inbox.untag': untag }),
    ...(may('close') && { 'inbox.close': close }),
  }
}

const delivering =
  ({ inbox, now }: Needs, { slug }: CodeAddon): Handler<'inbox.deliver'> =>
  async given => {
    // stops a message from the future from standing above all others for ever
    const at = given.at && new Date(given.at) <= now() ? new Date(given.at).toISOString() : undefined
    const { at: _, ...delivery } = given
    const { kind: how, ...ids } = await inbox.deliver(slug, { ...delivery, ...(at && { at }) })
    return done({ ...ids, isNew: how === 'delivered' })
  }

interface Acts {
  find: Handler<'inbox.find'>
  reply: Handler<'inbox.reply'>
  tag: Handler<'inbox.tag'>
  untag: Handler<'inbox.untag'>
  close: Handler<'inbox.close'>
}

const acting = (needs: Needs, { slug, name, kind }: CodeAddon): Acts => {
  const { inbox } = needs
  // stops a channel from reading or touching what came through another one
  const within = async <T>(id: string, act: () => Promise<Answer<T>>): Promise<Answer<T>> => {
    const conversation = await inbox.find(id)
    return conversation && (kind !== 'channel' || conversation.channel === slug) ? act() : missing
  }
  return {
    reply: ({ conversation, text }) =>
      within(conversation, async () => {
        const replied = await inbox.replyBy({ slug, name }, conversation, text)
        if (replied.kind === 'gone') return missing
        if (replied.kind === 'too many')
          return refused('too many', 'Add-ons have replied often enough: a person has to write first.')
        if (replied.kind === 'another is open')
          return refused('not found', 'The customer has moved on to another conversation.')
        return done({ message: replied.message })
      }),
    tag: ({ conversation, tag }) =>
      within(conversation, async () => settled(await inbox.tag(conversation, tag))),
    untag: ({ conversation, tag }) =>
      within(conversation, async () => settled(await inbox.untag(conversation, tag))),
    close: ({ conversation }) =>
      within(conversation, async () =>
        settled(await inbox.close(conversation, { kind: 'addon', id: slug, name })),
      ),
    async find({ page, ...filter }) {
      const list = await inbox.list({ ...filter, channel: kind === 'channel' ? slug : '' }, page)
      return done(found(list, await allPlaceholders(needs, slug)))
    },
  }
}

const missing = refused('not found', 'There is no such conversation, or it is not for this add-on.')

const settled = ({ kind }: Changed | Tagged): Answer<null> => {
  if (kind === 'gone') return missing
  return kind === 'too many'
    ? refused('too many', 'This conversation has as many tags as it can have.')
    : done(null)
}

const found = ({ total, page, pages, conversations }: InboxPage, placeholders: readonly string[]) => {
  const all = conversations.map(one => ({ ...told(one), changedAt: one.changedAt, latest: latestOf(one) }))
  return { total, page, pages, conversations: harmless(all, placeholders) }
}

const told = ({ id, channel, key, customer, subject, state, tags, openedAt }: Conversation) => ({
  id,
  channel,
  key,
  customer,
  subject,
  state,
  tags,
  openedAt,
})

const latestOf = ({ latest: { text, at, author } }: InboxPage['conversations'][number]) => ({
  text: text.slice(0, 2000),
  at,
  from: author.kind === 'customer' ? ('customer' as const) : ('help desk' as const),
})
