import { createServer } from 'node:http'
import { expect } from 'chai'
import { after, afterEach, before, describe, it } from 'mocha'
import { soukItself } from '../../marketplace/activity.ts'
import { codeMarket, until } from '../support/code-panel.ts'
import { codeSample } from '../support/code-samples.ts'
import { eachDatabaseUrl } from '../support/databases.ts'
import { everything } from '../support/inbox.ts'
import type { TestPanel } from '../support/panel.ts'
import { endOf, installVersion, update } from '../support/updating.ts'

const ada = { operatorId: null, operator: 'Ada' }
const adaHerself = { kind: 'operator', id: 'ada-id', name: 'Ada' } as const
const courier = (version: string) =>
  codeSample(
    'courier',
    `export default {
      hooks: { async request({ path }, souk) {
        if (path === '/in') await souk.inbox.deliver({
          externalId: '1', conversationKey: '1', customer: { name: 'Zoë', address: 'zoe@example.net' }, text: 'Hello',
        })
        return { json: { version: '${version}', sent: await souk.storage.list('sent') } }
      } },
      events: { async 'reply.sent'({ message }, souk) {
        await souk.http({ method: 'POST', url: souk.settings.server + '/send', headers: {}, body: message.text })
        await souk.storage.set('sent ' + message.id, '${version}')
        return null
      } },
    }`,
    {
      kind: 'channel',
      version,
      rights: { events: ['reply.sent'], publicAddress: true, storage: 4000 },
      settings: { type: 'object', properties: { server: { type: 'string', default: '' } } },
    },
  )

/** A service that takes messages, and answers when it is told to. */
const service = async () => {
  const asked: string[] = []
  let answerAll = () => {}
  let answering = new Promise<void>(done => (answerAll = done))
  const server = createServer((req, res) => {
    asked.push(req.url ?? '')
    void answering.then(() => res.end('ok'))
  })
  await new Promise<void>(listening => server.listen(0, '127.0.0.1', listening))
  const address = server.address()
  return {
    url: `http://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}`,
    asked,
    answer: () => answerAll(),
    hold: () => void (answering = new Promise<void>(done => (answerAll = done))),
    async close() {
      answerAll()
      server.closeAllConnections()
      await new Promise(closed => server.close(closed))
    },
  }
}

describe('A release that takes the place of another one while that is at work', function () {
  this.timeout(90_000)
  let market: Awaited<ReturnType<typeof codeMarket>>
  let customers: Awaited<ReturnType<typeof service>>
  const panels: TestPanel[] = []
  let ahead = 0
  const now = () => new Date(Date.now() + ahead)
  before(async () => {
    market = await codeMarket([courier('1.0.0'), courier('1.1.0')])
  })
  after(() => market.close())
  afterEach(async () => {
    ahead = 0
    await customers.close()
    for (const panel of panels.splice(0).toReversed()) await panel.stop()
  })

  const told = async (panel: TestPanel) => JSON.parse((await panel.visitor().fetch('/hooks/courier')).html)
  const installed = ({ services }: TestPanel) => services.installations.find('courier')
  const states = async ({ services }: TestPanel) => {
    const { conversations } = await services.inbox.list(everything, 1)
    const { messages } = await services.inbox.messages(conversations[0]?.id ?? '')
    return messages.map(({ text, state }) => `${text}: ${state}`)
  }
  const opened = async (databaseUrl?: string) => {
    customers = await service()
    const panel = await market.panelWith([], { now, ...(databaseUrl && { databaseUrl }) })
    panels.push(panel)
    await installVersion(panel, 'courier', '1.0.0')
    await panel.services.code.allowed.put('courier', customers.url, soukItself)
    const settings = { values: { server: customers.url }, secrets: {} }
    await panel.services.manage.saveSettings('courier', settings, soukItself)
    await panel.visitor().fetch('/hooks/courier/in')
    return panel
  }
  const another = async ({ dataDir }: TestPanel, databaseUrl: string) => {
    const panel = await market.panelWith([], { databaseUrl, dataDir, seeded: false, now })
    panels.push(panel)
    return panel
  }
  /** A reply that is being sent, until the service answers. */
  const replying = async ({ services }: TestPanel, text: string) => {
    const asked = customers.asked.length
    const { conversations } = await services.inbox.list(everything, 1)
    await services.inbox.reply(conversations[0]?.id ?? '', { text }, adaHerself)
    await until(
      () => customers.asked.length,
      count => count > asked,
    )
  }
  const closedFor = (panel: TestPanel) =>
    until(
      async () => (await installed(panel))?.moving,
      moving => typeof moving === 'string',
      30_000,
    )

  eachDatabaseUrl((_name, url) => {
    it('lets a reply be sent to its end, by whichever process, and then answers who asked meanwhile', async () => {
      const databaseUrl = await url()
      const panel = await opened(databaseUrl)
      await another(panel, databaseUrl)
      await replying(panel, 'Once')
      const updating = update(panel, 'courier', '1.1.0')
      await closedFor(panel)
      const asking = told(panel)
      expect(await installed(panel)).to.include({ version: '1.0.0', draining: true })
      customers.answer()
      expect(await updating).to.deep.include({ state: 'done', failure: null })
      expect(await asking).to.deep.include({ version: '1.1.0' })
      const { sent } = await told(panel)
      expect(sent.map(({ value }: { value: string }) => value)).to.deep.equal(['1.0.0'])
      expect(await states(panel)).to.include('Once: sent')

      customers.hold()
      await replying(panel, 'Back')
      await panel.services.updates.rollback('courier', ada)
      await closedFor(panel)
      customers.answer()
      expect(await endOf(panel, 'courier', 'rollback')).to.include({ state: 'done', failure: null })
      expect(await installed(panel)).to.include({ version: '1.0.0', moving: null, draining: false })
      expect(await states(panel)).to.include('Back: sent')
      expect(customers.asked).to.have.length(2)
    })
  })

  it('cuts what does not come to an end, and has the next release do it', async () => {
    const panel = await opened()
    await replying(panel, 'Twice')
    const updating = update(panel, 'courier', '1.1.0')
    await closedFor(panel)
    expect(await updating).to.include({ state: 'done' })
    customers.answer()
    ahead = 10_000
    await until(
      () => states(panel),
      texts => texts.includes('Twice: sent'),
      30_000,
    )
    expect(customers.asked).to.have.length(2)
    const { version, sent } = await told(panel)
    expect([version, sent.map(({ value }: { value: string }) => value)]).to.deep.equal(['1.1.0', ['1.1.0']])
  })
})
