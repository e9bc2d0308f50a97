import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'chai'
import { after, afterEach, before, describe, it } from 'mocha'
import { soukItself } from '../../marketplace/activity.ts'
import { codeMarket, until } from '../support/code-panel.ts'
import { eachDatabaseUrl } from '../support/databases.ts'
import { codeSample } from '../support/code-samples.ts'
import type { TestPanel } from '../support/panel.ts'
import { raw } from '../support/raw.ts'

const elsewhere = ['/../../safe-mode', '/..', '/a/../../x', '/.%2e/safe-mode', '/%2E%2e/x', '/./x', '/a/..?b']
const sly = codeSample(
  'sly',
  `const elsewhere = ${JSON.stringify(elsewhere)}
  const form = action => ({ kind: 'form', submit: 'Show me', action,
    fields: [{ type: 'hidden', name: 'switch', value: 'on' }] })
  export default {
    pages: { today: ({ query }) => query.redirect
      ? { redirect: elsewhere[query.n] }
      : { title: 'Today', blocks: [query.link ? { kind: 'link', text: 'Here', href: elsewhere[query.n] } : form(elsewhere[query.n])] } },
    hooks: { request: ({ path, url, headers, query }) => {
      if (path === '/headers') return { body: 'x', headers: { 'x-own': '1', 'X-Accel-Redirect': '/etc/passwd',
        'x-sendfile': '/etc/passwd', 'X-LIGHTTPD-send-file': '/etc/passwd', 'x-litespeed-location': '/x', 'x-reproxy-url': 'http://10.0.0.1/' } }
      if (path === '/cells') return { page: { title: 'Cells', blocks: Array(Number(query.n)).fill({ kind: 'table',
        caption: 'Cells', columns: Array(20).fill('a'), rows: Array(400).fill(Array(20).fill(0)) }) } }
      return { json: { path, url, headers, query } }
    } },
  }`,
  {
    rights: { publicAddress: true, pages: [{ id: 'today', title: 'Today', audience: 'operators' }] },
  },
)

const curious = codeSample(
  'curious',
  `export default { hooks: { async request({ path }) {
    const { default: said } = await import('.' + path).catch(error => ({ default: error.message }))
    return { body: said }
  } } }`,
  { rights: { publicAddress: true }, others: { 'files/inside.js': "export default 'signed'" } },
)

describe('An add-on that means the help desk ill', function () {
  this.timeout(60_000)
  let market: Awaited<ReturnType<typeof codeMarket>>
  let panel: TestPanel
  before(async () => {
    market = await codeMarket([sly, curious])
    panel = await market.panelWith(['sly', 'curious'])
  })
  after(async () => {
    await panel.stop()
    await market.close()
  })

  it('has no operator press a button of the panel: its forms, links and redirects stay its own', async () => {
    const ada = await panel.as('ada')
    for (const [n, action] of elsewhere.entries())
      for (const way of ['form', 'link', 'redirect']) {
        const shown = await ada.fetch(`/pages/sly/today?n=${n}&${way}=1`)
        expect([shown.status, shown.location], `${way} ${action}`).to.deep.equal([502, null])
      }
  })

  it('runs no file that somebody has put beside the signed ones', async () => {
    const folder = join(panel.dataDir, 'panel/addons/curious/1.0.0')
    writeFileSync(join(folder, 'more.js'), "export default 'put there'")
    await panel.services.code.restart('curious', soukItself)
    const ask = async (path: string) => (await raw(panel.url, `/hooks/curious/${path}`)).text
    expect(await ask('inside.js')).to.equal('signed')
    for (const path of ['more.js', '../../../../../../../etc/passwd'])
      expect(await ask(path), path).to.match(/^An add-on imports its own files only/)
  })

  it('has no proxy before the panel send a file or another address', async () => {
    const { headers } = await panel.visitor().fetch('/hooks/sly/headers')
    expect(headers.get('x-own')).to.equal('1')
    const obeyed = [...headers.keys()].filter(name => /^x-(accel|send|light|lite|reproxy)/.test(name))
    expect(obeyed).to.deep.equal([])
  })

  it('is not told by proxies who asks it', async () => {
    const telling = [
      'x-forwarded-for',
      'x-original-forwarded-for',
      'x-real-ip',
      'x-client-ip',
      'x-cluster-client-ip',
      'x-azure-clientip',
      'x-envoy-external-address',
      'x-remote-user',
      'x-auth-request-email',
      'x-ms-client-principal-name',
      'x-amzn-oidc-data',
      'x-goog-iap-jwt-assertion',
    ]
    const headers = Object.fromEntries([...telling, 'x-auth-token'].map(name => [name, 'olga']))
    const told = JSON.parse((await raw(panel.url, '/hooks/sly/x', { headers })).text)
    expect(told.headers).to.deep.equal({ 'x-auth-token': 'olga' })
  })

  it('shows no page so large that the panel would be busy with nothing else', async () => {
    expect((await panel.visitor().fetch('/hooks/sly/cells?n=1')).status).to.equal(200)
    expect((await panel.visitor().fetch('/hooks/sly/cells?n=2')).status).to.equal(502)
  })

  it('is told the address to the letter, however its own part of it is spelled', async () => {
    const asked = async (path: string) => {
      const { status, text } = await raw(panel.url, path)
      expect(status, path).to.equal(200)
      return JSON.parse(text)
    }
    expect(await asked('/hooks/%73ly/a%2Fb/../c?d=1&d=2?')).to.deep.equal({
      path: '/a%2Fb/../c',
      url: `${panel.url}/hooks/%73ly/a%2Fb/../c?d=1&d=2?`,
      headers: {},
      query: { d: '2?' },
    })
    expect((await asked('/hooks/sly')).path).to.equal('/')
    expect((await asked('/hooks/sly//x')).path).to.equal('//x')
    expect(await asked(`http://elsewhere.example/hooks/sly/x`)).to.include({
      path: '/x',
      url: `${panel.url}/hooks/sly/x`,
    })
  })
})

const wordy = codeSample(
  'wordy',
  `export default {
    hooks: { async request({ path, query }, souk) {
      if (path === '/throw') throw new Error('a\\0b\\ud800c')
      return { json: await souk.inbox.deliver({ externalId: query.id, conversationKey: 'olga\\ud800', text: 'Hello\\0 there' }) }
    } },
    events: { 'reply.sent': ({ message }) => {
      if (message.text === 'throw') throw new Error('no\\0no')
      return { failed: 'gone\\0 for ever' }
    } },
  }`,
  { kind: 'channel', rights: { publicAddress: true, events: ['reply.sent'] } },
)

describe('An add-on whose words no database keeps as they are', function () {
  this.timeout(60_000)
  let market: Awaited<ReturnType<typeof codeMarket>>
  before(async () => {
    market = await codeMarket([wordy])
  })
  after(() => market.close())

  eachDatabaseUrl((_name, url) => {
    let panel: TestPanel
    afterEach(() => panel.stop())

    it('is heard, settled, and switched off when it fails too often', async () => {
      panel = await market.panelWith(['wordy'], { databaseUrl: await url() })
      const ask = (path: string) => panel.visitor().fetch(`/hooks/wordy${path}`)
      const { conversation } = JSON.parse((await ask('/in?id=1')).html)
      const ada = { kind: 'operator' as const, id: 'ada', name: 'Ada' }
      const stateOf = async (text: string) => {
        const { messages } = await panel.services.inbox.messages(conversation)
        return messages.find(one => one.text === text)
      }
      await panel.services.inbox.reply(conversation, { text: 'One' }, ada)
      const failed = await until(
        () => stateOf('One'),
        one => one?.state === 'failed',
      )
      expect(failed?.why).to.equal('gone for ever')
      await panel.services.inbox.reply(conversation, { text: 'throw' }, ada)
      await until(
        () => panel.services.code.doing('wordy'),
        doing => doing?.failures === 1,
      )
      expect((await ask('/throw')).status).to.equal(502)
      expect((await ask('/throw')).status).to.equal(502)
      const off = await until(
        () => panel.services.installations.find('wordy'),
        one => one?.active === false,
      )
      expect(off?.failure?.values['why']).to.match(/^Error: a/)
    })
  })
})
