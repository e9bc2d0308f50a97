import { expect } from 'chai'
import { after, afterEach, before, beforeEach, describe, it } from 'mocha'
import { soukItself } from '../../marketplace/activity.ts'
import type { Helper } from '../../marketplace/inbox.ts'
import { codeMarket, standIn, until } from '../support/code-panel.ts'
import { codeSample, postbox } from '../support/code-samples.ts'
import { everyByteIn, logInto } from '../support/connected.ts'
import type { TestPanel } from '../support/panel.ts'

const ada: Helper = { kind: 'operator', id: 'ada', name: 'Ada' }
const secret = 'top:secret/4711'

/** Answers each message by itself, and hears what it did. */
const parrot = codeSample(
  'parrot',
  `export default { events: {
    async 'message.received'({ conversation, message, by }, souk) {
      await souk.storage.set('heard.' + message.id, by)
      await souk.inbox.reply(conversation.id, 'You said: ' + message.text)
      await souk.inbox.tag(conversation.id, 'Parrot')
      if (message.text === 'bye') await souk.inbox.close(conversation.id)
    },
    'conversation.closed': (event, souk) => souk.storage.set('closed', event.name),
  } }`,
  {
    rights: {
      events: ['message.received', 'conversation.closed'],
      inbox: ['reply', 'tag', 'close'],
      storage: 10_000,
    },
  },
)
const moody = codeSample(
  'moody',
  `let n = 0
  export default { events: { async 'message.received'({ message }, souk) {
    const times = ((await souk.storage.get('times')) ?? 0) + 1
    await souk.storage.set('times', times)
    if (times < 3) throw new Error('not yet')
    await souk.storage.set('order', [...((await souk.storage.get('order')) ?? []), message.text])
  } } }`,
  { rights: { events: ['message.received'], storage: 10_000 } },
)
const nosy = codeSample(
  'nosy',
  `export default {
    hooks: { async request({ path }, souk) {
      const tries = {
        '/deliver': () => souk.inbox.deliver({ externalId: '1', conversationKey: '1', text: 'x' }),
        '/reply': () => souk.inbox.reply('1', 'x'),
        '/find': () => souk.inbox.find({}),
        '/keep': () => souk.storage.set('a', 1),
      }
      return { json: await tries[path]().then(value => ({ value }), ({ code }) => ({ code })) }
    } },
  }`,
  { rights: { publicAddress: true } },
)

describe('What happens in the inbox', function () {
  this.timeout(60_000)
  let market: Awaited<ReturnType<typeof codeMarket>>
  let panel: TestPanel
  let server: Awaited<ReturnType<typeof standIn>>
  let now = new Date()
  let answer: Parameters<typeof standIn>[0]
  const lines: string[] = []

  before(async () => {
    market = await codeMarket([postbox, parrot, moody, nosy])
    server = await standIn(asked => answer?.(asked) ?? {})
  })
  after(async () => {
    await server.close()
    await market.close()
  })
  beforeEach(() => {
    now = new Date()
    answer = undefined
    server.asked.length = 0
  })
  afterEach(() => panel.stop())

  const open = async (slugs: string[]) => {
    panel = await market.panelWith(slugs, { now: () => now, log: logInto(lines) })
    if (!slugs.includes('postbox')) return
    await panel.services.manage.saveSettings(
      'postbox',
      { values: { server: server.url }, secrets: { key: secret } },
      soukItself,
    )
    expect(await panel.services.code.allowed.put('postbox', server.url, soukItself)).to.equal(true)
  }
  const write = (from: string, text: string) =>
    panel.visitor().fetch('/hooks/postbox/in', {
      method: 'POST',
      body: new URLSearchParams({ from, text, id: `${from} ${text}` }),
    })
  const conversation = async (words: string) => {
    const found = await panel.services.inbox.list({ words, state: 'all', channel: '', tag: '' }, 1)
    const [one] = found.conversations
    if (!one) throw new Error(`nobody said ${words}`)
    return one
  }
  const messages = async (id: string) => (await panel.services.inbox.messages(id)).messages
  const states = async (id: string) => (await messages(id)).map(({ text, state }) => `${text}: ${state}`)
  const stored = async (addon: string, key: string) => {
    const doing = await panel.services.code.doing(addon)
    return doing && { key, ...doing.storage }
  }

  it('is told to the channel it concerns, which sends a reply with secrets that it never sees', async () => {
    await open(['postbox'])
    answer = ({ url, body }) => ({ body: `you sent ${url} and ${body} with ${secret}` })
    await write('olga', 'Hello')
    const { id } = await conversation('Hello')
    await panel.services.inbox.reply(id, { text: 'Welcome "olga"' }, ada)
    await until(
      () => states(id),
      found => found.includes('Welcome "olga": sent'),
    )

    const [asked] = server.asked
    expect(asked).to.include({ method: 'POST', url: '/bottop:secret%2F4711/send' })
    expect(asked?.headers['x-key']).to.equal(secret)
    expect(JSON.parse(asked?.body ?? '')).to.deep.equal({ to: 'olga', text: 'Welcome "olga"', key: secret })
    const log = (await panel.services.code.log('postbox')).map(({ text }) => text)
    expect(log.join()).to.match(/\/bot\{\{secret:key:[0-9a-f]{16}\}\}\/send/)
    expect(log.join()).not.to.include('secret/4711')
    expect(lines.join()).not.to.include('secret/4711')
    expect(everyByteIn(panel.dataDir)).not.to.include('secret/4711')
  })

  it('is tried again until the other server takes it, and then no more', async () => {
    await open(['postbox'])
    answer = () => ({ status: 500 })
    await write('olga', 'Hello')
    const { id } = await conversation('Hello')
    await panel.services.inbox.reply(id, { text: 'One' }, ada)
    await until(() => server.asked.length === 1)
    const failedAt = now
    answer = undefined
    const sent = await until(
      () => {
        now = new Date(now.getTime() + 200)
        return states(id)
      },
      found => found.includes('One: sent'),
    )
    expect(sent).to.deep.equal(['Hello: received', 'One: sent'])
    expect(now.getTime() - failedAt.getTime()).to.be.at.least(5_000)
    await until(
      () => panel.services.code.deliveries('postbox'),
      ({ done }) => done === 1,
    )
    expect(server.asked.length).to.equal(2)
  })

  it('is given up after ten tries over hours, and the reply says why', async () => {
    await open(['postbox'])
    answer = () => ({ status: 500 })
    await write('olga', 'Hello')
    const { id } = await conversation('Hello')
    await panel.services.inbox.reply(id, { text: 'Never' }, ada)
    await until(() => {
      // a fault every hour is none too often
      now = new Date(now.getTime() + 3_600_000)
      return server.asked.length === 10
    })
    await until(
      () => states(id),
      found => found.includes('Never: failed'),
    )
    const failed = (await messages(id)).find(({ text }) => text === 'Never')
    expect(failed?.why).to.include('The server said 500')
    expect(server.asked.length).to.equal(10)
    expect(await panel.services.code.deliveries('postbox')).to.include({ waiting: 0 })
  })

  it('is settled by a channel that knows it can never send it, and can be tried again by hand', async () => {
    await open(['postbox'])
    await write('olga', 'Hello')
    const { id } = await conversation('Hello')
    const replied = await panel.services.inbox.reply(id, { text: 'never' }, ada)
    await until(
      () => states(id),
      found => found.includes('never: failed'),
    )
    const failed = (await messages(id)).find(({ text }) => text === 'never')
    expect(failed?.why).to.equal('The customer has left.')
    if (replied.kind === 'written') await panel.services.inbox.retry(id, replied.message)
    await until(
      () => panel.services.code.deliveries('postbox'),
      ({ done }) => done === 2,
    )
  })

  it('waits for a channel that is off, and is sent once when it is back', async () => {
    await open(['postbox'])
    await write('olga', 'Hello')
    const { id } = await conversation('Hello')
    const off = await panel.services.manage.deactivate('postbox', soukItself)
    if (off.kind === 'begun') await panel.services.operations.ended(off.operation.id, 5_000)
    await panel.services.inbox.reply(id, { text: 'Later' }, ada)
    await until(
      () => panel.services.code.doing('postbox'),
      doing => doing === undefined,
    )
    expect(await states(id)).to.include('Later: waiting')

    const on = await panel.services.manage.activate('postbox', soukItself)
    if (on.kind === 'begun') await panel.services.operations.ended(on.operation.id, 5_000)
    await until(
      () => states(id),
      found => found.includes('Later: sent'),
    )
    expect(server.asked.map(({ body }) => JSON.parse(body).text)).to.deep.equal(['Later'])
  })

  it('is read and changed by those only of which that is said before they are installed', async () => {
    await open([])
    const operator = await panel.as('ada')
    const parrots = (await operator.get('/addons/parrot')).text
    for (const line of [
      'Read messages from customers and closed conversations, in every channel',
      'Answer in any conversation',
      'Add and remove tags in any conversation',
      'Close any conversation',
    ])
      expect(parrots).to.include(line)
    expect((await operator.get('/addons/moody')).text)
      .to.include('Read messages from customers, in every channel')
      .and.not.to.include('any conversation')
    expect((await operator.get('/addons/postbox')).text)
      .to.include('Bring messages from customers into the inbox')
      .and.to.include('Read replies to customers, in its own conversations')
  })

  it('is told to a plugin, which answers, tags and closes, and does not hear itself', async () => {
    await open(['postbox', 'parrot'])
    await write('olga', 'bye')
    const { id } = await conversation('bye')
    await until(
      () => states(id),
      found => found.includes('You said: bye: sent'),
    )
    const one = await until(
      () => panel.services.inbox.find(id),
      found => found?.state === 'closed',
    )
    expect(one).to.deep.include({ tags: ['parrot'], closedBy: 'Parrot' })
    await until(
      () => panel.services.code.deliveries('parrot'),
      ({ done }) => done === 1,
    )
    expect(await panel.services.code.deliveries('parrot')).to.deep.equal({ done: 1, waiting: 0, dead: 0 })
  })

  it('is told in order within one conversation, also past a failure, and never held up by another one', async () => {
    await open(['postbox', 'moody'])
    await write('olga', 'first')
    await until(
      () => panel.services.code.doing('moody'),
      doing => doing?.failures === 1,
    )
    await write('olga', 'second')
    now = new Date(now.getTime() + 6_000)
    await until(
      () => panel.services.code.doing('moody'),
      doing => doing?.failures === 2,
    )
    expect(await panel.services.code.deliveries('moody')).to.include({ done: 0, waiting: 2 })
    now = new Date(now.getTime() + 600_000)
    await until(
      () => panel.services.code.deliveries('moody'),
      ({ done }) => done === 2,
    )
    expect((await stored('moody', 'order'))?.used).to.be.greaterThan(20)
  })

  it('is out of reach for an add-on that declares nothing of it, which is logged', async () => {
    await open(['nosy'])
    for (const path of ['/deliver', '/reply', '/find', '/keep']) {
      const { html } = await panel.visitor().fetch(`/hooks/nosy${path}`)
      expect(JSON.parse(html), path).to.deep.equal({ code: 'not allowed' })
    }
    expect(lines.join()).to.include('an add-on was refused').and.to.include('"verb":"inbox.find"')
  })
})
