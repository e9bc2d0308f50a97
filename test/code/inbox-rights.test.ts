import { expect } from 'chai'
import { describe, it } from 'mocha'
import type { Asked, Verb } from '../../contracts/addon-api.ts'
import { type InboxAct, inboxActs, type Kind } from '../../contracts/manifest.ts'
import type { Asking, Handlers } from '../../marketplace/code.ts'
import type { BrokerNeeds } from '../../marketplace/code/broker.ts'
import { inboxHandlers } from '../../marketplace/code/broker/inbox.ts'
import { noRights } from '../../marketplace/code/rights.ts'
import type { Conversation } from '../../marketplace/inbox.ts'

const asking: Asking = { entry: 'event', name: 'it', signal: new AbortController().signal }
const conversationOf = (channel: string): Conversation => ({
  id: `of-${channel}`,
  channel,
  key: '1',
  customer: { name: '', address: '' },
  subject: '',
  state: 'open',
  wants: null,
  tags: [],
  openedAt: '',
  changedAt: '',
  closedAt: null,
  closedBy: null,
})

/** What an add-on of that kind and with these rights did in an inbox with a conversation of its own and one of another. */
const handlersOf = (kind: Kind, inbox: InboxAct[]) => {
  const did: string[] = []
  const note = (what: string) => {
    did.push(what)
    return { kind: 'done' as const }
  }
  const needs: Pick<BrokerNeeds, 'inbox' | 'now' | 'secrets' | 'signatureOf'> = {
    secrets: { names: async () => [], put: async () => {}, value: async () => undefined },
    signatureOf: () => '',
    now: () => new Date(),
    inbox: {
      find: async id => (id.startsWith('of-') ? conversationOf(id.slice(3)) : undefined),
      list: async ({ channel }) => {
        did.push(`list ${channel || 'all'}`)
        return { total: 0, page: 1, pages: 1, conversations: [] }
      },
      deliver: async channel => {
        did.push(`deliver ${channel}`)
        return { kind: 'delivered', conversation: '1', message: '1' }
      },
      replyBy: async (_by, id) => {
        did.push(`reply ${id}`)
        return { kind: 'written', message: '1' }
      },
      tag: async id => note(`tag ${id}`),
      untag: async id => note(`untag ${id}`),
      close: async id => note(`close ${id}`),
      markSent: async () => note('sent'),
      markFailed: async () => note('failed'),
      waitingFor: async () => [],
      isWaiting: async () => false,
      openConversationsOf: async () => 0,
    },
  }
  const rights = { ...noRights, events: ['message.received'], inbox }
  const handlers = inboxHandlers(needs, {
    slug: 'mine',
    name: 'Mine',
    kind,
    version: '1.0.0',
    rights,
    shelf: { addon: 'mine', generation: 1 },
  })
  return { handlers, did }
}

const tell = async <V extends Verb>(handlers: Handlers, verb: V, asked: Asked<V>) => {
  const answer = await handlers[verb]?.(asked, asking)
  return answer && (answer.kind === 'refused' ? answer.code : answer.kind)
}

const everything = async (handlers: Handlers, conversation: string) => ({
  reply: await tell(handlers, 'inbox.reply', { conversation, text: 'x' }),
  tag: await tell(handlers, 'inbox.tag', { conversation, tag: 'xx' }),
  untag: await tell(handlers, 'inbox.untag', { conversation, tag: 'xx' }),
  close: await tell(handlers, 'inbox.close', { conversation }),
})

describe('What an add-on may do in the inbox', () => {
  it('is nothing that its manifest does not declare, whatever it hears of', () => {
    const verbsOf: Record<InboxAct, Verb[]> = {
      find: ['inbox.find'],
      reply: ['inbox.reply'],
      tag: ['inbox.tag', 'inbox.untag'],
      close: ['inbox.close'],
    }
    expect(Object.keys(handlersOf('plugin', []).handlers)).to.deep.equal([])
    expect(Object.keys(handlersOf('channel', []).handlers)).to.deep.equal(['inbox.deliver'])
    for (const act of inboxActs)
      expect(Object.keys(handlersOf('plugin', [act]).handlers), act).to.deep.equal(verbsOf[act])
  })

  it('is for a channel what came through itself, and nothing of another one', async () => {
    const { handlers, did } = handlersOf('channel', [...inboxActs])
    const all = { reply: 'done', tag: 'done', untag: 'done', close: 'done' }
    expect(await everything(handlers, 'of-mine')).to.deep.equal(all)
    expect(did).to.deep.equal(['reply of-mine', 'tag of-mine', 'untag of-mine', 'close of-mine'])
    const none = { reply: 'not found', tag: 'not found', untag: 'not found', close: 'not found' }
    expect(await everything(handlers, 'of-other')).to.deep.equal(none)
    expect(did).to.have.length(4)
    await tell(handlers, 'inbox.find', { words: '', state: 'all', tag: '', page: 1 })
    expect(did.at(-1)).to.equal('list mine')
  })

  it('is for a plugin every conversation, and never to bring one in', async () => {
    const { handlers, did } = handlersOf('plugin', [...inboxActs])
    expect((await everything(handlers, 'of-other')).close).to.equal('done')
    expect((await everything(handlers, 'gone')).close).to.equal('not found')
    await tell(handlers, 'inbox.find', { words: '', state: 'all', tag: '', page: 1 })
    expect(did.at(-1)).to.equal('list all')
    expect(handlers['inbox.deliver']).to.equal(undefined)
  })
})
