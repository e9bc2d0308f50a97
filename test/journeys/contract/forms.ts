import type { Desk } from './desk.ts'
import { adaHerself, writeTo } from '../../support/inbox.ts'
import { fill, press, type Swap } from './swap.ts'

const conversation =
  (given: Record<string, unknown> = {}) =>
  async ({ services }: Desk) =>
    `/inbox/${(await writeTo(services.inbox, { subject: 'A lamp', ...given })).conversation}`

const withReply = (become: (desk: Desk, message: string) => Promise<unknown>) => async (desk: Desk) => {
  const path = await conversation()(desk)
  const id = path.slice('/inbox/'.length)
  await desk.services.inbox.reply(id, { text: 'Tomorrow' }, adaHerself)
  const [, reply] = (await desk.services.inbox.messages(id)).messages
  await become(desk, reply?.id ?? '')
  return path
}

const settings = (hours: string): Swap['act'] => fill('Hours to wait after a release came out', hours, 'Save')

const here = (template: string, address: string) => ({ of: [template, address] as [string, string] })

/** Forms that stay, and rows whose buttons change. */
export const forms: Swap[] = [
  {
    ...here('settings-page/show.njk', 'paths.panelSettings()'),
    does: 'Settings: saves what is wrong',
    begin: () => '/settings',
    act: async (page, desk) => {
      await page.locator('main form').evaluate(form => form.setAttribute('novalidate', ''))
      await settings('9999')(page, desk)
    },
    heading: 'Settings',
    says: ['There is a problem'],
    title: /^Error:/,
    focus: 'field',
  },
  {
    ...here('settings-page/show.njk', 'paths.panelSettings()'),
    does: 'Settings: saves',
    begin: () => '/settings',
    act: settings('12'),
    heading: 'Settings',
    says: ['The settings were saved.'],
    focus: 'where it was',
  },
  {
    ...here('updates/policy.njk', 'here'),
    does: 'Update policy: saves',
    begin: () => '/addons/spanish/policy',
    act: settings('6'),
    heading: /Spanish/,
    says: ['Saved when Spanish is updated.'],
    focus: 'where it was',
  },
  {
    ...here('updates/_skip.njk', 'paths.policy(installation.addon)'),
    does: 'Update policy: skips a version',
    begin: () => '/addons/spanish/policy',
    act: press('Skip version 1.1.0'),
    heading: /Spanish/,
    says: ['Version 1.1.0 of Spanish is skipped.'],
    focus: 'where it was',
  },
  {
    ...here('updates/_skip.njk', 'paths.policy(installation.addon)'),
    does: 'Update policy: skips none any more',
    begin: () => '/addons/spanish/policy',
    act: press('Do not skip version 1.1.0'),
    heading: /Spanish/,
    says: ['No version of Spanish is skipped any more.'],
    focus: 'where it was',
  },
  {
    ...here('installations/_actions.njk', 'action[1]'),
    does: 'Languages: switches one off',
    begin: () => '/languages',
    act: press('Deactivate German'),
    heading: 'Languages',
    says: ['German is no longer active'],
    focus: 'row',
  },
  {
    ...here('inbox/_reply.njk', 'paths.conversationReplies(conversation.id)'),
    does: 'Conversation: sends nothing',
    begin: conversation(),
    act: press('Send'),
    heading: 'A lamp',
    says: ['There is a problem'],
    title: /^Error:/,
    focus: 'field',
  },
  {
    ...here('inbox/_reply.njk', 'paths.conversationReplies(conversation.id)'),
    does: 'Conversation: replies',
    begin: conversation(),
    act: fill('Your reply', 'Tomorrow', 'Send'),
    heading: 'A lamp',
    says: ['Your reply is on its way.'],
    focus: 'where it was',
  },
  {
    ...here('inbox/_state.njk', 'paths.messageRetry(conversation.id, message.id)'),
    does: 'Conversation: tries a reply again',
    begin: withReply((desk, message) => desk.services.inbox.markFailed(message, 'The mailbox is full.')),
    act: press(/^Retry/),
    heading: 'A lamp',
    says: ['The reply is tried again.'],
    focus: 'heading',
  },
  {
    ...here('inbox/_messages.njk', 'paths.withQuery(paths.conversation(conversation.id), { page: page })'),
    does: 'Conversation: a reply was sent meanwhile',
    begin: withReply(async () => undefined),
    at: 'textarea',
    act: async (page, { services }) => {
      const id = page.url().split('/').at(-1) ?? ''
      const [, reply] = (await services.inbox.messages(id)).messages
      await services.inbox.markSent(reply?.id ?? '')
    },
    heading: 'A lamp',
    says: [],
    focus: 'where it was',
    after: 2_000,
  },
  {
    ...here('inbox/_tags.njk', 'here'),
    does: 'Conversation: tags',
    begin: conversation(),
    act: fill('New tag', 'Post', 'Add tag'),
    heading: 'A lamp',
    says: ['Tagged post.'],
    focus: 'where it was',
  },
  {
    ...here('inbox/_tags.njk', 'here'),
    does: 'Conversation: takes a tag away',
    begin: async desk => {
      const path = await conversation()(desk)
      await desk.services.inbox.tag(path.slice('/inbox/'.length), 'post')
      return path
    },
    act: press('Remove post'),
    heading: 'A lamp',
    says: ['The tag post was removed.'],
    focus: 'heading',
  },
  {
    ...here('inbox/_closing.njk', 'paths.conversationClosing(conversation.id)'),
    does: 'Conversation: closes',
    begin: conversation(),
    act: press('Close conversation'),
    heading: 'A lamp',
    says: ['The conversation is closed.'],
    focus: 'where it was',
  },
  {
    ...here('connection/_address.njk', 'paths.connectionAddress()'),
    does: 'Add-ons: says that the help desk moved',
    begin: async ({ knex }) => {
      await knex('connection').update({ panel_url: 'http://elsewhere.example' })
      return '/addons'
    },
    act: press('It moved here'),
    heading: 'Add-ons',
    says: ['This help desk goes on at its new address'],
    focus: 'heading',
  },
]
