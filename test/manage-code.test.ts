import { expect } from 'chai'
import { after, before, describe, it } from 'mocha'
import { makeServices } from '../config/services.ts'
import { adaHerself, writeTo } from './support/inbox.ts'
import { eachDatabaseUrl } from './support/databases.ts'
import { codeMarket, until } from './support/code-panel.ts'
import { codeSample, postbox } from './support/code-samples.ts'
import { chartIn } from './support/chart.ts'
import { problemsOfPage } from './support/html.ts'
import type { Client } from './support/client.ts'
import type { TestPanel } from './support/panel.ts'

/** Says what it is told, and fails on demand. */
const chatty = codeSample(
  'chatty',
  `export default { hooks: { async request({ path }, souk) {
    if (path === '/throw') throw new Error('no luck <b>today</b>')
    if (path === '/loop') for (;;);
    if (path === '/much') for (let i = 0; i < 20; i++) souk.log.info('line ' + i)
    if (path === '/notice') await souk.notify({ tone: 'warning', text: 'The <queue> is full.' })
    souk.log.info('asked for ' + path)
    souk.log.warn('careful \\u202e<script>')
    await souk.storage.set('last', path)
    return { body: 'here' }
  } },
  schedule() {},
  pages: { today: () => ({ title: 'Today', blocks: [] }) } }`,
  {
    rights: {
      publicAddress: true,
      hosts: ['api.example.com'],
      storage: 1000,
      schedule: '0 6 * * *',
      pages: [{ id: 'today', title: 'Numbers of today', audience: 'operators' }],
    },
  },
)
const grumpy = codeSample(
  'grumpy',
  "export default { events: { 'message.received'() { throw new Error('not before ten') } } }",
  { rights: { events: ['message.received'] } },
)
const quiet = codeSample('quiet', 'export default {}')
const hearing = codeSample('hearing', "export default { events: { 'message.received'() {} } }", {
  rights: { events: ['message.received'] },
})

describe('Managing channels and plugins', function () {
  this.timeout(60_000)
  let market: Awaited<ReturnType<typeof codeMarket>>
  let panel: TestPanel
  let ada: Client
  before(async () => {
    market = await codeMarket([chatty, grumpy, quiet, postbox, hearing])
    panel = await market.panelWith(['chatty', 'quiet', 'postbox', 'hearing'])
    ada = await panel.as('ada')
  })
  after(async () => {
    await panel.stop()
    await market.close()
  })

  const ask = (path: string, slug = 'chatty') => panel.visitor().fetch(`/hooks/${slug}${path}`)
  const valid = async (client: Client = ada) => {
    expect(await problemsOfPage(client.page().html)).to.deep.equal([])
  }

  it('shows what one uses, has done and may do', async () => {
    await ask('/a')
    await ada.get('/plugins')
    await valid()
    const { text, html } = await ada.get('/plugins/chatty')
    await valid()
    expect(text).to.match(/Active Version 1\.0\.0/)
    expect(text)
      .to.match(/Memory [\d.]+ [kM]B/)
      .and.to.match(/Time used \d+ ms/)
    expect(text).to.match(/Calls \d+ since it was started; none failed/)
    expect(text).to.include('Deliveries in the last day 0 made, 0 waiting, 0 given up')
    expect(text)
      .to.match(/Storage 0(\.\d)? kB of 1 kB/)
      .and.to.include('0 6 * * *')
    expect(text).to.include(`${panel.url}/hooks/chatty`).and.to.include('api.example.com')
    expect(html).to.include('href="/pages/chatty/today"').and.to.include('Numbers of today')
  })

  it('shows the last error with its time in its row and on its page, as text', async () => {
    expect((await ask('/throw')).status).to.equal(502)
    for (const path of ['/plugins', '/plugins/chatty']) {
      const { text, html } = await ada.get(path)
      expect(html, path)
        .to.include('no luck &lt;b&gt;today&lt;/b&gt;')
        .and.to.match(/<time[^>]+datetime="20/)
      expect(text, path).to.include('Active')
      await valid()
    }
  })

  it('shows the log, newest first, and one level alone', async () => {
    await ask('/first')
    await ask('/second')
    const { text, html } = await ada.get('/plugins/chatty/logs')
    await valid()
    expect(text.indexOf('asked for /second')).to.be.lessThan(text.indexOf('asked for /first'))
    expect(html).to.include('careful \ufffd&lt;script&gt;')
    const errors = await ada.press('Show', { level: 'error' })
    await valid()
    expect(errors.text).to.include('no luck').and.not.to.include('asked for')
    expect((await ada.get('/plugins/quiet/logs?level=warn')).text).to.include('Nothing is written here')
    expect((await ada.get('/plugins/quiet/logs?level=nonsense')).status).to.equal(200)
  })

  it('keeps no more than the last 200 lines', async () => {
    for (let i = 0; i < 12; i++) await ask('/much')
    const { html } = await ada.get('/plugins/chatty/logs')
    expect(html.match(/<tr>/g)).to.have.length.at.most(201)
  })

  it('restarts one by hand, which goes into the record', async () => {
    await ada.get('/plugins/chatty')
    const page = await ada.press('Restart')
    expect(page.text)
      .to.include('Chatty was restarted.')
      .and.to.match(/Calls \w+ since it was started; none failed/)
    expect((await ask('/again')).status).to.equal(200)
    expect((await ada.get('/activity')).text).to.include('Restart')
  })

  it('says what stops before one is deactivated, and only where something does', async () => {
    const grid = await ada.get('/plugins')
    expect(grid.html).to.include('href="/plugins/chatty/deactivation"')
    expect(grid.html).to.include('action="/plugins/quiet/deactivation"')
    const page = await ada.get('/plugins/chatty/deactivation')
    await valid()
    expect(page.text).to.include(`answers nobody any more: ${panel.url}/hooks/chatty`)
    expect(page.text).to.include('on its schedule (0 6 * * *)')
    expect((await ada.press('Deactivate')).text).to.include('Chatty is no longer active')
    expect((await ask('/')).status).to.equal(410)
    expect((await ada.get('/plugins/chatty/deactivation')).text).to.include('Chatty is not active.')
    await ada.get('/plugins/chatty')
    expect((await ada.press('Activate')).text).to.include('Chatty is active')
  })

  it('draws the deliveries of each day, with the same numbers in a table', async () => {
    expect((await ada.get('/plugins/quiet')).text).to.include(
      'Nothing was delivered to it in the last 14 days.',
    )
    await writeTo(panel.services.inbox)
    await until(
      () => panel.services.code.deliveries('hearing'),
      ({ done }) => done === 1,
    )
    const { label, head, rows, drawn } = chartIn((await ada.get('/plugins/hearing')).html)
    await valid()
    expect(label).to.include('Deliveries in the last 14 days').and.to.include('1 in all')
    expect([head, rows.length]).to.deep.equal([['Day', 'Made', 'Given up', 'Total'], 14])
    expect(rows.at(-1)?.cells).to.deep.equal([1, 0, 1])
    expect(drawn).to.deep.equal([{ look: 1, column: 13, value: 1 }])
  })

  it('counts open conversations and replies that wait before a channel goes', async () => {
    const { inbox } = panel.services
    const told = await inbox.deliver('postbox', {
      externalId: '1',
      conversationKey: 'zoe',
      customer: { name: 'Zoë', address: 'zoe@example.com' },
      subject: 'Parcel',
      text: 'Where is it?',
      at: new Date().toISOString(),
    })
    await inbox.reply(told.conversation, { text: 'On its way' }, adaHerself)
    for (const change of ['deactivation', 'uninstallation']) {
      const { text } = await ada.get(`/channels/postbox/${change}`)
      await valid()
      expect(text, change).to.include('One open conversation came through Postbox.')
      expect(text, change).to.include('One reply still waits to be sent through Postbox.')
    }
  })

  it('lets an operator allow local addresses to one add-on, and refuses what is none', async () => {
    await ada.get('/channels/postbox/addresses')
    await valid()
    expect(ada.page().text).to.include('It declares that it calls api.example.com.')
    const wrong = await ada.press('Save', { addresses: 'ftp://127.0.0.1 nonsense' })
    await valid()
    expect([wrong.status, wrong.text]).to.satisfy(
      ([status, text]: [number, string]) => status === 422 && text.includes('that begin with http://'),
    )
    expect(wrong.html).to.include('ftp://127.0.0.1 nonsense')
    const saved = await ada.press('Save', { addresses: 'http://127.0.0.1:8081\nhttp://127.0.0.1:8082' })
    expect(saved.text).to.include('are saved').and.to.include('http://127.0.0.1:8082')
    expect(await panel.services.code.allowed.of('postbox')).to.have.length(2)
    expect((await ada.get('/activity')).text).to.include('http://127.0.0.1:8081')
  })

  it('shows an add-on’s notice above every page, leading to its own', async () => {
    await ask('/notice')
    const { html } = await ada.get('/languages')
    expect(html).to.include('<a href="/plugins/chatty">Chatty: The &lt;queue&gt; is full.</a>')
    await valid()
  })

  it('tells on the status page which process runs add-ons and what it holds', async () => {
    const { text } = await ada.get('/status')
    await valid()
    expect(text).to.match(/Process of the add-ons Number \d+, [\d.]+ MB of memory/)
  })

  it('names one that is switched off for its failures, everywhere, and keeps its log', async () => {
    for (let i = 0; i < 3; i++) await ask('/throw')
    await until(
      () => panel.services.installations.find('chatty'),
      one => one?.active === false,
    )
    const grid = await ada.get('/plugins')
    await valid()
    expect(grid.text).to.include('Chatty failed and is switched off. “Manage Plugins” is needed')
    expect(grid.text).to.include('was switched off. The last time: ')
    expect((await ada.get('/plugins/chatty')).text).to.include('no luck')
    await valid()
    expect((await ada.get('/plugins/chatty/logs')).text).to.include('no luck')
    const status = await ada.get('/status')
    expect(status.text).to.include('was switched off').and.to.include('Manage Chatty')
    await valid()
  })

  it('has no such pages for languages, other grids and what is not installed', async () => {
    const paths = ['/channels/chatty', '/plugins/postbox/logs', '/plugins/nothing', '/plugins/nothing/logs']
    for (const path of paths) expect((await ada.fetch(path)).status, path).to.equal(404)
    expect((await ada.post('/plugins/postbox/restart')).status).to.equal(404)
    const cleo = await panel.as('cleo')
    expect((await cleo.fetch('/plugins/chatty/logs')).status).to.equal(403)
  })

  eachDatabaseUrl((_, freshUrl) => {
    it('still says after a new start why an event could not be delivered', async () => {
      const first = await market.panelWith(['grumpy'], { databaseUrl: await freshUrl() })
      await writeTo(first.services.inbox)
      await until(
        () => first.services.code.glance('grumpy'),
        ({ lastError }) => lastError !== undefined,
      )
      const anew = await makeServices(first.services.settings)
      await until(
        () => anew.services.code.glance('grumpy'),
        ({ lastError }) => lastError?.text.includes('not before ten') ?? false,
      )
      expect((await anew.services.code.glance('grumpy')).isLoaded).to.equal(false)
      await anew.close()
      await first.stop()
    })
  })
})
