import { connect } from 'node:net'
import { expect } from 'chai'
import { after, before, describe, it } from 'mocha'
import type { Client } from '../support/client.ts'
import { eachDatabaseUrl } from '../support/databases.ts'
import { startPanel, type TestPanel } from '../support/panel.ts'
import { raw } from '../support/raw.ts'

/** What the server says to these very bytes. */
const said = (url: string, bytes: string) =>
  new Promise<string>((resolve, reject) => {
    const { hostname, port } = new URL(url)
    let heard = ''
    const socket = connect(Number(port), hostname, () => socket.end(bytes))
    socket.on('data', piece => (heard += piece.toString()))
    socket.on('close', () => resolve(heard))
    socket.on('error', reject)
  })

const cookieOf = ({ cookies }: Client) => [...cookies].map(pair => pair.join('=')).join('; ')

describe('A request from somebody who means harm', () => {
  let panel: TestPanel
  let ada: Client
  before(async () => {
    panel = await startPanel()
    ada = await panel.as('ada')
  })
  after(() => panel.stop())

  it('never puts the Host it names, or a proxy claims, into a page, a link or a redirect', async () => {
    const lies = {
      host: 'evil.example',
      'x-forwarded-host': 'evil.example',
      'x-forwarded-proto': 'https',
      'x-original-url': '/operators',
      'x-rewrite-url': '/operators',
      forwarded: 'host=evil.example;proto=https',
    }
    for (const path of ['/', '/sign-in', '/addons', '/addons?q=x', '/Operators/', '/no-such', '/profile'])
      for (const cookie of ['', cookieOf(ada)]) {
        const { headers, text } = await raw(panel.url, path, { headers: { ...lies, cookie } })
        expect(JSON.stringify(headers) + text, path).not.to.include('evil.example')
        if (headers['location']) expect(headers['location'], path).to.match(/^\/([a-z]|$)/)
      }
  })

  it('leads from one name of this machine to the other only by its own address', async () => {
    const port = new URL(panel.url).port
    for (const [target, path] of [
      ['//evil.example/', '//evil.example/'],
      ['/addons', '/addons'],
      // an address in full, as only proxies send it
      ['http://evil.example/sign-in', ''],
    ] as const) {
      const answer = await said(panel.url, `GET ${target} HTTP/1.1\r\nHost: localhost:${port}\r\n\r\n`)
      const [, location = ''] = /^location: (.*)\r$/im.exec(answer) ?? []
      expect(location, target).to.equal(path && panel.url + path)
    }
  })

  it('cannot split a reply or a redirect with line ends', async () => {
    for (const path of [
      '/sign-in?next=/a%0d%0aSet-Cookie:%20evil=1',
      '/Addons%0d%0aSet-Cookie:%20evil=1/',
      '/addons/%0d%0aSet-Cookie:%20evil=1/icon',
      '/roles%E5%98%8A%E5%98%8DSet-Cookie:evil=1',
    ])
      for (const cookie of ['', cookieOf(ada)]) {
        const answer = await said(
          panel.url,
          `GET ${path} HTTP/1.1\r\nHost: x\r\nCookie: ${cookie}\r\nConnection: close\r\n\r\n`,
        )
        expect(answer.split('\r\n\r\n')[0], path).not.to.match(/^set-cookie: evil/im)
      }
  })

  it('is not believed about its network address unless a proxy is trusted', async () => {
    const tries = async (target: TestPanel) => {
      const visitor = target.visitor()
      await visitor.get('/sign-in')
      const form = { email: 'ada@example.com', password: 'wrong password' }
      await visitor.post('/sign-in', form, { 'x-forwarded-for': '203.0.113.9' })
      const [line] = (await target.services.activity.list({ act: 'session.sign-in' }, 1)).lines
      return line?.detail
    }
    expect(await tries(panel)).to.equal('127.0.0.1')
    const behind = await startPanel({ env: { TRUST_PROXY: '1' } })
    expect(await tries(behind)).to.equal('203.0.113.9')
    await behind.stop()
  })

  it('gets no page of somebody else out of a cache, whatever form the page has', async () => {
    for (const path of ['/profile', '/addons', '/languages', '/sign-in', '/operators/x']) {
      const headers = { cookie: cookieOf(ada), 'accept-encoding': 'gzip' }
      const { headers: sent } = await raw(panel.url, path, { headers })
      expect(sent['cache-control'], path).to.match(/no-store|private, no-cache/)
      if (sent['content-type']) expect(String(sent['vary']), path).to.include('HX-Request-Type')
      if (sent['content-encoding']) expect(String(sent['vary']), path).to.include('Accept-Encoding')
    }
  })

  it('gets a page, not an error of ours, for a form of any shape', async () => {
    const token = await ada.token()
    const post = (type: string, body: string | Buffer, more: Record<string, string> = {}) =>
      ada.fetch('/profile', { method: 'POST', body, headers: { 'content-type': type, ...more } })
    const form = 'application/x-www-form-urlencoded'
    const bomb = `_csrf=${token}&name=${'x'.repeat(200_000)}`
    const { gzipSync } = await import('node:zlib')
    const answers = [
      await post('application/json', JSON.stringify({ _csrf: token, name: 'Eve' })),
      await post('multipart/form-data; boundary=x', `--x\r\n\r\n${token}\r\n--x--`),
      await post('text/plain', `_csrf=${token}&name=Eve`),
      await post(form, bomb),
      await post(form, gzipSync(bomb), { 'content-encoding': 'gzip' }),
      await post(form, 'not gzip', { 'content-encoding': 'gzip' }),
      await post(`${form}; charset=utf-7`, `_csrf=${token}&name=Eve`),
      await post(form, Array.from({ length: 600 }, (_, i) => `f${i}=1`).join('&')),
      await post(form, `__proto__[viewer]=1&constructor[prototype][x]=1&_csrf=${token}&name=%00`),
      await post(form, `_csrf=${token}&_csrf=${token}&name=Eve`),
    ]
    for (const { status, html } of answers) {
      expect(status).to.be.within(400, 422)
      expect(html)
        .to.include('<h1')
        .and.not.match(/node_modules|\bat .*:\d+:\d+/)
    }
    expect(({} as Record<string, unknown>)['x']).to.equal(undefined)
    expect((await ada.get('/profile')).html)
      .to.include('value="Ada')
      .and.not.include('value="Eve')
  })

  it('takes no method, verb or upgrade that the panel does not know', async () => {
    for (const method of ['TRACE', 'CONNECT', 'PROPFIND', 'PURGE']) {
      const answer = await said(
        panel.url,
        `${method} /addons HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`,
      )
      expect(answer, method).not.to.match(/^HTTP\/1\.1 2/)
    }
    const upgrade = 'GET /addons HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n'
    expect(await said(panel.url, upgrade)).not.to.match(/^HTTP\/1\.1 101/)
  })

  it('smuggles no second request behind a doubtful length', async () => {
    const second = 'GET /sign-in HTTP/1.1\r\nHost: x\r\n\r\n'
    for (const doubtful of [
      'Content-Length: 0\r\nContent-Length: 44',
      'Content-Length: 0\r\nTransfer-Encoding: chunked',
      'Transfer-Encoding: chunked, identity',
      'Transfer-Encoding : chunked',
    ]) {
      const answer = await said(
        panel.url,
        `POST /sign-in HTTP/1.1\r\nHost: x\r\n${doubtful}\r\n\r\n${second}`,
      )
      expect(answer.match(/^HTTP\/1\.1/gm) ?? [], doubtful).to.have.lengthOf(1)
      expect(answer, doubtful).to.match(/^HTTP\/1\.1 400/)
    }
  })

  it('does not fill the table with sessions for two weeks each', async () => {
    const { services } = panel
    const kept: Date[] = []
    const { sessions } = services
    const { begin } = sessions
    sessions.begin = async (id, session) => {
      kept.push(session.expiresAt)
      await begin(id, session)
    }
    await raw(panel.url, '/sign-in')
    sessions.begin = begin
    expect(kept).to.have.lengthOf(1)
    expect((kept[0]?.getTime() ?? 0) - services.now().getTime()).to.be.at.most(24 * 3_600_000)
  })

  it('gives nobody a name that looks like another', async () => {
    await ada.get('/operators/new')
    const details = { email: 'eve@example.com', password: 'a long enough password' }
    await ada.post('/operators', { ...details, name: 'Eve\r\n2027  Ada\u202e  addon.install\u001b[2J' })
    const eve = await panel.services.operators.findByEmail('eve@example.com')
    expect(eve?.name).to.equal('Eve 2027  Ada   addon.install [2J')
  })
})

eachDatabaseUrl((name, databaseUrl) => {
  describe(`A sign that ${name} may not be able to store`, () => {
    it('is refused as a mistake in the request, not as one of ours', async () => {
      const panel = await startPanel({ databaseUrl: await databaseUrl() })
      const ada = await panel.as('ada')
      for (const path of [
        '/addons/%00',
        '/addons?q=%00&tag=%00',
        '/activity?operator=a%00b',
        '/operators/%00',
        '/roles/x%00',
        '/operations/%00',
        '/addons/%ED%A0%80',
        '/addons?q=%F0%9F%98%80%ED%A0%80%FF',
        '/operators/%f0%9f%98%80',
        `/operators/${'9'.repeat(400)}`,
        '/activity?page=99999999999999999999',
        '/addons?page=999999',
      ])
        expect((await ada.fetch(path)).status, path).to.be.oneOf([200, 400, 404])
      const visitor = panel.visitor()
      await visitor.get('/sign-in')
      for (const email of ['a\0@example.com', '😀@example.com', '\ud800@example.com'])
        expect((await visitor.post('/sign-in', { email, password: 'x' })).status).to.be.oneOf([400, 422])
      const names = [{ name: 'a\0b' }, { name: '\ud83d' }, { name: '😀'.repeat(200) }]
      for (const form of names)
        expect((await ada.post('/profile', { timeZone: 'UTC', ...form })).status).to.be.oneOf([303, 400, 422])
      await panel.stop()
    }).timeout(60_000)
  })
})
