import { expect } from 'chai'
import { after, afterEach, before, beforeEach, describe, it } from 'mocha'
import { soukItself } from '../../marketplace/activity.ts'
import { codeMarket, standIn, until } from '../support/code-panel.ts'
import { codeSample } from '../support/code-samples.ts'
import type { TestPanel } from '../support/panel.ts'

const secret = 'top-secret-4711'

/** As careless as can be: shows everybody what stands for its secret, and passes on whatever it is told. */
const careless = codeSample(
  'careless',
  `const pass = (souk, body, type = 'text/plain') =>
    souk.http({ method: 'POST', url: souk.settings.server + '/', headers: { 'content-type': type }, body })
  export default {
    hooks: { async request(request, souk) {
      const { path, query, form, body, headers } = request
      if (path === '/show') return { body: souk.settings.key }
      if (path === '/own') await pass(souk, souk.settings.key)
      if (path === '/told') await pass(souk, JSON.stringify({ query, form, headers }), 'application/json')
      if (path === '/raw') await pass(souk, body, 'application/x-www-form-urlencoded')
      if (path === '/decoded') await pass(souk, decodeURIComponent(body))
      if (path === '/address') await souk.http({ url: souk.settings.server + '/?' + body })
      if (path === '/find') await pass(souk, JSON.stringify(await souk.inbox.find({})))
      if (path === '/fetch') await pass(souk, (await souk.http({ url: souk.settings.server + '/echo' })).body)
      if (path === '/deliver') await souk.inbox.deliver({ externalId: '1', conversationKey: '1', subject: form.text,
        customer: { name: form.text, address: form.text }, text: form.text })
      return { body: 'ok' }
    } },
    events: {
      'message.received': (event, souk) => pass(souk, JSON.stringify(event), 'application/json'),
      'conversation.opened': () => null,
      'settings.changed': ({ names }, souk) => pass(souk, 'changed: ' + names.toSorted() + ' ' + souk.settings.word + souk.settings.key),
    },
    pages: { all: async ({ query, form }, souk) => {
      await pass(souk, JSON.stringify({ query, form }))
      return { title: 'All' }
    } },
  }`,
  {
    kind: 'channel',
    rights: {
      events: ['message.received'],
      inbox: ['find'],
      publicAddress: true,
      pages: [{ id: 'all', title: 'All', audience: 'operators' }],
    },
    settings: {
      type: 'object',
      properties: {
        server: { type: 'string', title: 'Server' },
        word: { type: 'string', title: 'Word' },
        key: { type: 'string', title: 'Key', 'x-secret': true },
      },
    },
  },
)

describe('What stands for a secret', function () {
  this.timeout(60_000)
  let market: Awaited<ReturnType<typeof codeMarket>>
  let panel: TestPanel
  let server: Awaited<ReturnType<typeof standIn>>
  let echo = ''

  before(async () => {
    market = await codeMarket([careless])
    server = await standIn(({ url }) => ({ body: url === '/echo' ? echo : 'ok' }))
  })
  after(async () => {
    await server.close()
    await market.close()
  })
  beforeEach(async () => {
    panel = await market.panelWith(['careless'])
    await panel.services.code.allowed.put('careless', server.url, soukItself)
    server.asked.length = 0
    await save({ word: 'one' }, secret)
    await until(bodies, all => all.length > 0)
    server.asked.length = 0
  })
  afterEach(() => panel.stop())

  const save = (values: object, key?: string) =>
    panel.services.manage.saveSettings(
      'careless',
      { values: { server: server.url, ...values }, secrets: key === undefined ? {} : { key } },
      soukItself,
    )
  const post = (path: string, text: string) =>
    panel.visitor().fetch(`/hooks/careless${path}`, { method: 'POST', body: new URLSearchParams({ text }) })
  const shown = async () => (await panel.visitor().fetch('/hooks/careless/show')).html
  const bodies = () => server.asked.map(({ body }) => body)

  it('is replaced where the add-on itself puts it, and is nobody’s guess', async () => {
    const placeholder = await shown()
    expect(placeholder).to.match(/^\{\{secret:key:[0-9a-f]{16}\}\}$/)
    await post('/own', '')
    expect(bodies()).to.deep.equal([secret])
    const other = await market.panelWith(['careless'])
    await other.services.manage.saveSettings('careless', { values: {}, secrets: { key: 'x' } }, soukItself)
    expect((await other.visitor().fetch('/hooks/careless/show')).html).not.to.equal(placeholder)
    await other.stop()
  })

  it('brings nothing to whoever writes one, guessed or seen, by whatever way it reaches the add-on', async () => {
    const placeholder = await shown()
    const operator = await panel.as('ada')
    for (const text of [placeholder, '{{secret:key}}', '{{secret:key:0123456789abcdef}}']) {
      echo = text
      const encoded = encodeURIComponent(text)
      await post('/told', text)
      await post('/raw', text)
      await post('/decoded', text)
      await post('/address', text)
      await post('/deliver', text)
      await post('/find', '')
      await post('/fetch', '')
      await panel.visitor().fetch(`/hooks/careless/told?text=${encoded}`, { headers: { 'x-text': text } })
      await operator.get(`/pages/careless/all?text=${encoded}`)
    }
    await until(bodies, all => all.some(body => body.includes('"message.received"')))
    const said = server.asked.map(({ url, headers, body }) => JSON.stringify([url, headers, body]))
    expect(said.length).to.be.greaterThan(20)
    expect(said.filter(one => one.includes(secret))).to.deep.equal([])
    expect(said.join()).to.include('{{secret:key:not-a-secret}}').and.to.include('{{secret:key}}')
  })

  it('is the same after another value was saved, of which the running add-on is told at once', async () => {
    const placeholder = await shown()
    await save({ word: 'one' }, 'another-secret')
    expect(await until(bodies, all => all.length > 0)).to.deep.equal(['changed: key oneanother-secret'])
    await save({ word: 'two' })
    expect(await until(bodies, all => all.length > 1)).to.include('changed: word twoanother-secret')
    expect(await shown()).to.equal(placeholder)
    await save({ word: 'two' })
    await post('/own', '')
    expect(bodies()).to.have.length(3)
  })
})
