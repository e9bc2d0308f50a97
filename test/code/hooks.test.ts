import { expect } from 'chai'
import { after, before, describe, it } from 'mocha'
import { soukItself } from '../../marketplace/activity.ts'
import { codeMarket, until } from '../support/code-panel.ts'
import { codeSample, postbox } from '../support/code-samples.ts'
import type { TestPanel } from '../support/panel.ts'

const busy = codeSample('busy', 'export default { hooks: { request() { for (;;); } } }', {
  rights: { publicAddress: true },
})
const odd = codeSample(
  'odd',
  `export default { hooks: { request: ({ path }) => ({
    '/html': { body: '<script>alert(1)</script>', headers: { 'content-type': 'text/html', 'set-cookie': 'a=b', 'x-frame-options': 'ALLOW' } },
    '/xml': { body: '<Response/>', headers: { 'content-type': 'text/xml', 'x-own': 'yes' } },
    '/away': { redirect: '//example.com' },
    '/markup': { page: { title: '<b>Title</b>', blocks: [
      { kind: 'text', text: '<script>alert(1)</script>{{ 7 * 7 }}' },
      { kind: 'link', text: 'Here', href: 'javascript:alert(1)' } ] } },
    '/shown': { status: 422, page: { title: '<b>Title</b>', notice: { tone: 'bad', text: 'Look <again>' }, blocks: [
      { kind: 'text', text: '<script>alert(1)</script>{{ 7 * 7 }}' },
      { kind: 'heading', text: 'Numbers' },
      { kind: 'facts', facts: [{ name: 'One', value: 1 }] },
      { kind: 'list', items: ['a', 'b'] },
      { kind: 'table', caption: 'Rows', columns: ['A', 'B'], rows: [['x', 2]] },
      { kind: 'chart', caption: 'Bars', bars: [{ label: 'Mon', value: 3 }, { label: 'Tue', value: 7 }] },
      { kind: 'link', text: 'Here', href: '/html' },
      { kind: 'form', submit: 'Send', fields: [
        { type: 'text', name: 'name', label: 'Name', required: true, error: 'Say your name.' },
        { type: 'choice', name: 'size', label: 'Size', choices: [{ value: 's', text: 'Small' }], value: 's' },
        { type: 'one of', name: 'mood', label: 'Mood', choices: [{ value: 'g', text: 'Good' }] },
        { type: 'check', name: 'agree', label: 'Agree' },
        { type: 'hidden', name: 'token', value: '"x"' },
        { type: 'trap', name: 'homepage' } ] } ] } },
  })[path] ?? 7 } }`,
  { rights: { publicAddress: true } },
)
const shy = codeSample('shy', 'export default { hooks: { request: () => ({ body: "never" }) } }')
const poster = codeSample(
  'poster',
  `export default { pages: {
    survey: ({ method, query, form, operator }) => method === 'POST'
      ? { redirect: '/survey?done=' + form.mark }
      : { title: 'Survey', blocks: [{ kind: 'text', text: JSON.stringify([query, operator]) }] },
    inner: () => ({ title: 'Inner' }),
  } }`,
  {
    rights: {
      pages: [
        { id: 'survey', title: 'Survey', audience: 'public' },
        { id: 'inner', title: 'Inner', audience: 'operators' },
      ],
    },
  },
)

describe('The public address of an add-on', function () {
  this.timeout(60_000)
  let market: Awaited<ReturnType<typeof codeMarket>>
  let panel: TestPanel

  before(async () => {
    market = await codeMarket([postbox, busy, odd, shy, poster])
    panel = await market.panelWith(['postbox', 'busy', 'odd', 'shy', 'poster'])
  })
  after(async () => {
    await panel.stop()
    await market.close()
  })

  const ask = (path: string, init: RequestInit = {}) => panel.visitor().fetch(`/hooks${path}`, init)
  const form = (fields: Record<string, string>) => ({ method: 'POST', body: new URLSearchParams(fields) })

  it('is answered without a session, a cookie or a token, with what the add-on says', async () => {
    const shown = await ask('/postbox/form')
    expect(shown.status).to.equal(200)
    expect(shown.text).to.include('Write to us')
    expect(shown.headers.get('set-cookie')).to.equal(null)
    const sent = await ask('/postbox/in', form({ from: 'olga', text: 'Hello', id: 'first' }))
    expect([sent.status, sent.location]).to.deep.equal([303, '/hooks/postbox/thanks'])
    expect((await ask('/postbox/nowhere')).status).to.equal(404)
  })

  it('takes a message that is sent twice once', async () => {
    const letter = form({ from: 'otto', text: 'Once', id: 'same' })
    expect((await ask('/postbox/in', letter)).location).to.equal('/hooks/postbox/thanks')
    expect((await ask('/postbox/in', letter)).location).to.equal('/hooks/postbox/again')
    const { conversations } = await panel.services.inbox.list(
      { words: 'once', state: 'all', channel: '', tag: '' },
      1,
    )
    expect(conversations.map(({ customer }) => customer.name)).to.deep.equal(['otto'])
  })

  it('is told what was asked, but nothing of cookies and credentials', async () => {
    const { html, headers } = await ask('/postbox/echo?a=1&a=2', {
      method: 'PUT',
      body: 'raw',
      headers: {
        'content-type': 'text/plain',
        'x-hub-signature-256': 'sha256=1',
        cookie: 'souk_panel=1',
        authorization: 'Bearer 1',
        'x-forwarded-for': '1.2.3.4',
      },
    })
    const told = JSON.parse(html)
    expect(told).to.deep.include({ method: 'PUT', path: '/echo', query: { a: '2' }, body: 'raw', form: {} })
    expect(told.headers).to.include({ 'x-hub-signature-256': 'sha256=1', 'content-type': 'text/plain' })
    expect(Object.keys(told.headers)).not.to.include.members(['cookie', 'authorization', 'x-forwarded-for'])
    expect(headers.get('content-type')).to.include('application/json')
    expect(headers.get('cache-control')).to.equal('no-store')
  })

  it('shows a page of data with our components, and not a sign of it as markup', async () => {
    const { status, html, text } = await ask('/odd/shown')
    expect(status).to.equal(422)
    for (const words of ['<b>Title</b>', 'Look <again>', '{{ 7 * 7 }}', 'Numbers', 'Say your name.', 'Tue'])
      expect(text).to.include(words)
    expect(html).not.to.match(/<script|<b>Title/)
    expect(html).to.include('<meter min="0" max="7" value="3">')
    expect(html).to.include('href="/hooks/odd/html"')
    expect(html).to.match(/<form class="stack" method="post" action="\/hooks\/odd\/shown">/)
    expect(html).to.include('<input type="hidden" name="souk.token" value="&quot;x&quot;">')
    expect(html).not.to.include('_csrf')
  })

  it('never becomes a page of somebody else: no HTML, no cookie, no script, no other place', async () => {
    const asHtml = await ask('/odd/html')
    expect(asHtml.headers.get('content-type')).to.equal('text/plain; charset=utf-8')
    expect(asHtml.headers.get('set-cookie')).to.equal(null)
    expect(asHtml.headers.get('x-frame-options')).to.equal('DENY')
    expect(asHtml.headers.get('content-security-policy')).to.include('sandbox')
    const asXml = await ask('/odd/xml')
    expect([asXml.headers.get('content-type'), asXml.headers.get('x-own')]).to.deep.equal([
      'text/xml; charset=utf-8',
      'yes',
    ])
    for (const path of ['/odd/away', '/odd/markup', '/odd/else']) {
      const { status, location, html } = await ask(path)
      expect([status, location], path).to.deep.equal([502, null])
      expect(html).not.to.include('javascript:')
    }
  })

  it('is there only for who declares it, and tells nobody what is installed', async () => {
    for (const path of ['/shy', '/shy/x', '/no-such-thing', '/poster/inner', '/poster'])
      expect((await ask(path)).status, path).to.equal(404)
    const programs = await ask('/no-such-thing', { headers: { accept: '*/*' } })
    expect(programs.html).to.equal(
      'There is nothing at this address\nCheck it for a slip, or ask whoever gave it to you.\n',
    )
    const people = await ask('/no-such-thing', { headers: { accept: 'text/html' } })
    expect(people.html).to.include('<h1>There is nothing at this address</h1>')
  })

  it('has the public pages that are declared', async () => {
    const shown = await ask('/poster/survey?token=1')
    expect(shown.text).to.include('[{"token":"1"},null]')
    const sent = await ask('/poster/survey', form({ mark: '5' }))
    expect([sent.status, sent.location]).to.deep.equal([303, '/hooks/poster/survey?done=5'])
  })

  it('refuses more than 100 KB, and packed bytes', async () => {
    expect((await ask('/postbox/echo', { method: 'POST', body: 'x'.repeat(102_401) })).status).to.equal(413)
    const packed = { method: 'POST', body: 'x', headers: { 'content-encoding': 'gzip' } }
    expect((await ask('/postbox/echo', packed)).status).to.equal(415)
    expect((await ask('/postbox/echo', { method: 'OPTIONS' })).headers.get('allow')).to.include('POST')
  })

  it('answers 410 while the add-on is off, and is back once it is on', async () => {
    const off = await panel.services.manage.deactivate('postbox', soukItself)
    if (off.kind === 'begun') await panel.services.operations.ended(off.operation.id, 5_000)
    const answer = await ask('/postbox/form')
    expect([answer.status, answer.html]).to.deep.equal([
      410,
      'This address is switched off\nAsk whoever gave it to you for another way.\n',
    ])
    await until(
      () => panel.services.code.doing('postbox'),
      doing => doing === undefined,
    )

    const on = await panel.services.manage.activate('postbox', soukItself)
    if (on.kind === 'begun') await panel.services.operations.ended(on.operation.id, 5_000)
    expect((await ask('/postbox/form')).status).to.equal(200)
  })

  it('answers 429 to who asks too often, and goes on for others', async () => {
    const statuses = []
    for (let n = 0; n < 125; n++) statuses.push((await ask('/poster/survey')).status)
    expect(statuses.at(-1)).to.equal(429)
    expect((await ask('/postbox/form')).status).to.equal(200)
  })

  it('keeps nobody waiting for code that loops; after three times it is off, with a reason', async () => {
    const begun = performance.now()
    const first = await ask('/busy')
    expect(first.status).to.equal(502)
    expect(performance.now() - begun).to.be.lessThan(2_000)
    await ask('/busy')
    await ask('/busy')
    const { active, failure } = await until(
      async () =>
        panel.services.installations.find('busy').then(one => one ?? { active: true, failure: null }),
      one => !one.active,
    )
    expect(active).to.equal(false)
    expect(failure).to.deep.equal({
      code: 'code-stopped',
      values: { name: 'Busy', why: 'It did not come to an end in time.' },
    })
    expect((await ask('/busy')).status).to.equal(410)
    const ada = await panel.as('ada')
    const page = await ada.get('/plugins')
    expect(page.text).to.include('Busy failed three times within five minutes and was switched off.')
    const lines: { act: string }[] = JSON.parse((await ada.fetch('/activity.json')).html)
    expect(lines.find(({ act }) => act === 'addon.switch-off')).to.include({
      addon: 'busy',
      operator: 'Souk',
    })
    expect((await ask('/postbox/form')).status).to.equal(200)
  })
})
