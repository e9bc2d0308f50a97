import { expect } from 'chai'
import { afterEach, beforeEach, describe, it } from 'mocha'
import { commandLine } from '../marketplace/activity.ts'
import { mostTries } from '../marketplace/sign-in.ts'
import { openDb } from '../db/index.ts'
import { migrations } from '../db/migrations/index.ts'
import { startPanel, type TestPanel } from './support/panel.ts'
import { problemsOfPage } from './support/html.ts'
import { raw } from './support/raw.ts'

const cookieOf = (client: { cookies: Map<string, string> }) => client.cookies.get('souk_panel') ?? ''

describe('Signing in', () => {
  let panel: TestPanel
  let time: Date
  beforeEach(async () => {
    time = new Date('2026-03-01T10:00:00Z')
    panel = await startPanel({ now: () => time })
  })
  afterEach(() => panel.stop())

  const wait = (minutes: number) => {
    time = new Date(time.getTime() + minutes * 60_000)
  }
  const idOf = async (email: string) => (await panel.services.operators.findByEmail(email))?.id ?? ''
  const lines = async () =>
    (await panel.services.activity.list({}, 1)).lines.map(
      ({ operator, act, result }) => `${operator} ${act} ${result}`,
    )

  it('opens the panel with e-mail address and password, whatever the capitals and blanks', async () => {
    const visitor = panel.visitor()
    await visitor.get('/sign-in')
    expect(await problemsOfPage(visitor.page().html)).to.deep.equal([])
    await visitor.press('Sign in', { email: '  ADA@Example.com ', password: 'demo-password' })
    expect(visitor.page().text).to.include('Ada , Your profile Sign out')
    expect(await lines()).to.deep.equal(['Ada session.sign-in done'])
  })

  it('gives the same answer to a wrong password, an unknown address and a disabled operator', async () => {
    await panel.services.operators.setDisabled(await idOf('ben@example.com'), true, commandLine)
    const answers: string[] = []
    for (const [email, password] of [
      ['ada@example.com', 'wrong-password'],
      ['nobody@example.com', 'demo-password'],
      ['ben@example.com', 'demo-password'],
    ] as const) {
      const visitor = panel.visitor()
      await visitor.get('/sign-in')
      const { status, html } = await visitor.press('Sign in', { email, password })
      expect(status).to.equal(422)
      expect(html).to.include(`value="${email}"`)
      expect(html).not.to.include(password)
      answers.push(html.replaceAll(email, 'EMAIL').replace(/value="\w{48}"/, 'TOKEN'))
    }
    expect(new Set(answers)).to.have.length(1)
    expect(answers[0]).to.include('do not belong together')
    expect((await lines()).slice(0, 3)).to.deep.equal([
      'Ben session.sign-in failed',
      'Somebody session.sign-in failed',
      'Ada session.sign-in failed',
    ])
  })

  it('takes as long for an unknown address as for a wrong password', async () => {
    const { passwords } = panel.services
    const kept = await passwords.hash('some password')
    const timed = async (hash: string | undefined) => {
      const start = performance.now()
      expect(await passwords.matches('wrong', hash)).to.equal(false)
      return performance.now() - start
    }
    await passwords.matches('warm', undefined)
    // in turns, so that a busy machine is as slow for one as for the other; an answer without hashing is 100 times as quick
    const rounds = []
    for (let i = 0; i < 9; i++) rounds.push((await timed(undefined)) / (await timed(kept)))
    expect(rounds.toSorted((a, b) => a - b)[4]).to.be.within(0.25, 4)
  })

  it('asks for both when one is missing', async () => {
    const visitor = panel.visitor()
    await visitor.get('/sign-in')
    for (const form of [
      { email: 'ada@example.com', password: '' },
      { email: '', password: 'demo-password' },
      { email: 'ada', password: 'demo-password' },
    ]) {
      const { status, text } = await visitor.press('Sign in', form)
      expect([status, text]).to.satisfy(
        () => status === 422 && text.includes('Enter your e-mail address and your password'),
      )
    }
    expect(
      (await visitor.post('/sign-in', { email: ['a@b', 'ada@example.com'], password: 'x' })).status,
    ).to.equal(422)
  })

  it('begins a new session, so that nobody can know its id from before', async () => {
    const visitor = panel.visitor()
    await visitor.get('/sign-in')
    const first = cookieOf(visitor)
    await visitor.press('Sign in', { email: 'ada@example.com', password: 'demo-password' })
    expect(cookieOf(visitor)).not.to.equal(first)
    const stranger = panel.visitor()
    stranger.cookies.set('souk_panel', first)
    expect((await stranger.fetch('/profile')).location).to.include('/sign-in')
  })

  it('keeps the cookie from scripts and from other sites', async () => {
    const { headers } = await raw(panel.url, '/sign-in')
    expect(String(headers['set-cookie'])).to.match(
      /^souk_panel=.*; Path=\/; Expires=.*; HttpOnly; SameSite=Lax$/,
    )
  })

  it('keeps the cookie to https, and to this host, where the public address has https', async () => {
    const secure = await startPanel({ env: { PUBLIC_URL: 'https://desk.example' } })
    const { headers } = await raw(secure.url, '/sign-in', { headers: { host: 'desk.example' } })
    expect(String(headers['set-cookie'])).to.match(
      /^__Host-souk_panel=.*; Path=\/; Expires=.*; HttpOnly; Secure; SameSite=Lax$/,
    )
    expect(headers['strict-transport-security']).to.include('max-age=').and.not.include('includeSubDomains')
    await secure.stop()
  })

  it('leads back to the page that was asked for', async () => {
    const visitor = panel.visitor()
    await visitor.get('/roles?x=1')
    expect(visitor.page().text).to.include('Sign in')
    await visitor.press('Sign in', { email: 'ada@example.com', password: 'wrong' })
    const { text } = await visitor.press('Sign in', { email: 'ada@example.com', password: 'demo-password' })
    expect(text).to.include('New role')
  })

  it('leads to no other site, however its address is written', async () => {
    const evil = [
      '//evil.example',
      '/\\evil.example',
      '\\\\evil.example',
      'https://evil.example/',
      'HTTPS:evil.example',
      'javascript:alert(1)',
      '/\t/evil.example',
      '/\n//evil.example',
      '\u0001//evil.example',
      '/./\\evil.example',
      '/.//evil.example',
      '/..//evil.example',
      '/%09/evil.example/..//evil.example',
      '@evil.example',
      `${panel.url}.evil.example`,
      `${panel.url}@evil.example`,
      '/ok\r\nSet-Cookie: a=b',
      '/\u2028/evil.example',
      'roles',
      '',
    ]
    for (const next of evil) {
      const visitor = panel.visitor()
      await visitor.get('/sign-in')
      const answer = await visitor.post('/sign-in', {
        email: 'ada@example.com',
        password: 'demo-password',
        next,
      })
      expect(answer.status, next).to.equal(303)
      const reached = new URL(answer.location ?? '', panel.url)
      expect(reached.host, next).to.equal(new URL(panel.url).host)
      expect(answer.location, next).to.match(/^\/($|[^/\\])/)
      expect(answer.headers.get('set-cookie') ?? '', next).not.to.include('a=b')
    }
  })

  it('waits after too many tries for one account, and says how long', async () => {
    const visitor = panel.visitor()
    await visitor.get('/sign-in')
    for (let i = 0; i < mostTries.account; i++)
      await visitor.press('Sign in', { email: 'ada@example.com', password: `wrong ${i}` })
    for (let i = 0; i < 3; i++) {
      const { status, headers, text } = await visitor.press('Sign in', {
        email: 'ada@example.com',
        password: 'demo-password',
      })
      expect(status).to.equal(429)
      expect(headers.get('retry-after')).to.equal('900')
      expect(text).to.include('Wait 15 minutes, then try again.')
    }
    expect((await lines()).filter(line => line === 'Somebody session.sign-in refused')).to.have.length(1)

    expect((await panel.as('ben')).page().text).to.include('Ben , Your profile Sign out')
    wait(14.5)
    expect((await visitor.press('Sign in', { email: 'ada@example.com', password: 'x' })).text).to.include(
      'Wait one minute',
    )
    wait(1)
    expect((await panel.as('ada')).page().text).to.include('Ada , Your profile Sign out')
  })

  it('forgets an account’s wrong tries once the right password came', async () => {
    const visitor = panel.visitor()
    await visitor.get('/sign-in')
    for (let round = 0; round < 3; round++) {
      for (let i = 0; i < mostTries.account - 1; i++)
        await visitor.press('Sign in', { email: 'ada@example.com', password: 'wrong' })
      await panel.as('ada')
    }
  })

  it('waits after too many tries from one network address, whatever the account', async () => {
    const visitor = panel.visitor()
    await visitor.get('/sign-in')
    const statuses: number[] = []
    for (let i = 0; i <= mostTries.address; i++)
      statuses.push(
        (await visitor.press('Sign in', { email: `a${i}@example.com`, password: 'wrong' })).status,
      )
    expect(statuses.filter(status => status === 422)).to.have.length(mostTries.address)
    expect(statuses.at(-1)).to.equal(429)
  }).timeout(30_000)

  it('has the browser forget its pages at Sign out', async () => {
    const ada = await panel.as('ada')
    const { status, headers } = await ada.post('/sign-out')
    expect(status).to.equal(303)
    expect(headers.get('clear-site-data')).to.equal('"cache"')
  })

  it('ends with Sign out', async () => {
    const ada = await panel.as('ada')
    const kept = cookieOf(ada)
    expect((await ada.press('Sign out')).text).to.include('Password')
    ada.cookies.set('souk_panel', kept)
    expect((await ada.fetch('/profile')).location).to.include('/sign-in')
    expect((await lines())[0]).to.equal('Ada session.sign-out done')
  })

  it('ends after fourteen days without a visit, and not before', async () => {
    const ada = await panel.as('ada')
    for (let i = 0; i < 3; i++) {
      wait(13 * 24 * 60)
      const { status, headers } = await ada.fetch('/profile')
      expect(status).to.equal(200)
      expect(headers.get('set-cookie')).to.include('Expires=')
      expect((await ada.fetch('/profile')).headers.get('set-cookie')).to.equal(null)
    }
    wait(14 * 24 * 60 + 1)
    expect((await ada.fetch('/profile')).status).to.equal(303)
  })

  it('ends at the next request of a disabled operator', async () => {
    const ben = await panel.as('ben')
    expect((await ben.fetch('/profile')).status).to.equal(200)
    await panel.services.operators.setDisabled(await idOf('ben@example.com'), true, commandLine)
    expect((await ben.fetch('/profile')).location).to.include('/sign-in')
    await panel.services.operators.setDisabled(await idOf('ben@example.com'), false, commandLine)
    expect((await ben.fetch('/profile')).location).to.include('/sign-in')
  })

  it('leads each operator to the first page they may see', async () => {
    const home = async (name: string) => (await (await panel.as(name)).fetch('/')).location
    expect([await home('ada'), await home('ben'), await home('cleo')]).to.deep.equal([
      '/addons',
      '/inbox',
      '/addons',
    ])
  })

  it('leaves no session behind where a form comes without one, however often', async () => {
    const answer = await panel.visitor().fetch('/sign-in', { method: 'POST' })
    expect(answer.status).to.equal(403)
    const db = await openDb(panel.services.settings.databaseUrl, migrations)
    expect(await db.knex('sessions').select('id')).to.deep.equal([])
    await db.close()
  })
})

describe('What a leaked database tells', () => {
  it('opens no session: ids are kept as hashes', async () => {
    const panel = await startPanel()
    const ada = await panel.as('ada')
    const id = decodeURIComponent(cookieOf(ada)).replace(/^s:([^.]+)\..*$/, '$1')
    const db = await openDb(panel.services.settings.databaseUrl, migrations)
    const rows = JSON.stringify(await db.knex('sessions'))
    expect(id).to.have.length.above(20)
    expect(rows).not.to.include(id)
    expect(rows).not.to.include('permissions')
    await db.close()
    await panel.stop()
  })
})
