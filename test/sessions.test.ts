import { expect } from 'chai'
import { after, before, beforeEach, afterEach, describe, it } from 'mocha'
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
    expect(visitor.page().text).to.include('Ada Sign out')
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
    const timed = async (work: () => Promise<boolean>) => {
      const times: number[] = []
      for (let i = 0; i < 7; i++) {
        const start = performance.now()
        expect(await work()).to.equal(false)
        times.push(performance.now() - start)
      }
      return times.toSorted((a, b) => a - b)[3] ?? 0
    }
    await passwords.matches('warm', undefined)
    const wrong = await timed(() => passwords.matches('wrong', kept))
    const unknown = await timed(() => passwords.matches('wrong', undefined))
    expect(unknown / wrong).to.be.within(0.5, 2)
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

    expect((await panel.as('ben')).page().text).to.include('Ben Sign out')
    wait(14.5)
    expect((await visitor.press('Sign in', { email: 'ada@example.com', password: 'x' })).text).to.include(
      'Wait one minute',
    )
    wait(1)
    expect((await panel.as('ada')).page().text).to.include('Ada Sign out')
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
      '/profile',
      '/addons',
    ])
  })
})

describe('A form from elsewhere', () => {
  let panel: TestPanel
  before(async () => {
    panel = await startPanel()
  })
  after(() => panel.stop())

  const post = async (headers: Record<string, string>) => {
    const ada = await panel.as('ada')
    await ada.get('/profile')
    return ada.post('/profile', { name: 'Ada', language: '', theme: 'system', timeZone: 'UTC' }, headers)
  }

  it('is refused by what the browser says about its origin, even with the right token', async () => {
    const elsewhere: Record<string, string>[] = [
      { 'sec-fetch-site': 'cross-site' },
      { 'sec-fetch-site': 'same-site' },
      { 'sec-fetch-site': 'cross-site', origin: panel.url },
      { 'sec-fetch-site': 'nonsense' },
      { origin: 'https://evil.example' },
      { origin: 'null' },
      { origin: panel.url.replace('http:', 'https:') },
      { origin: panel.url.replace(/\d+$/, '1') },
      { origin: `${panel.url}.evil.example` },
    ]
    for (const headers of elsewhere) {
      const { status, text } = await post(headers)
      expect(status, JSON.stringify(headers)).to.equal(403)
      expect(text).to.include('Nothing was changed')
    }
    const { lines } = await panel.services.activity.list({ act: 'session.foreign-form' }, 1)
    expect(lines.map(({ operator, result }) => [operator, result])).to.deep.equal([['Ada', 'refused']])
  })

  it('is taken from our own pages, and from text browsers that say nothing', async () => {
    const ours: Record<string, string>[] = [
      {},
      { origin: panel.url },
      { 'sec-fetch-site': 'same-origin' },
      { 'sec-fetch-site': 'none' },
      { 'sec-fetch-site': 'same-origin', origin: panel.url },
    ]
    for (const headers of ours) expect((await post(headers)).status, JSON.stringify(headers)).to.equal(303)
  })

  it('is refused with the token of another session, two tokens, or one in another place', async () => {
    const [ada, cleo] = [await panel.as('ada'), await panel.as('cleo')]
    const foreign = (await cleo.get('/profile')) && (await cleo.token())
    const own = (await ada.get('/profile')) && (await ada.token())
    for (const _csrf of [foreign, '', own.slice(1), [own, own], 'ü'.repeat(24)])
      expect((await ada.post('/profile', { _csrf, name: 'Eve' })).status, String(_csrf)).to.equal(403)
    for (const path of [`/profile?_csrf=${own}`, `/profile?_csrf[]=${own}`])
      expect((await ada.post(path, { _csrf: '' })).status).to.equal(403)
    const json = {
      method: 'POST',
      body: JSON.stringify({ _csrf: own }),
      headers: { 'content-type': 'application/json' },
    }
    expect((await ada.fetch('/profile', json)).status).to.equal(403)
  })
})

describe('A request that is not as it should be', () => {
  let panel: TestPanel
  before(async () => {
    panel = await startPanel()
  })
  after(() => panel.stop())

  it('gets a page without a trace of our code', async () => {
    const ada = await panel.as('ada')
    const token = (await ada.get('/profile')) && (await ada.token())
    const answers = [
      await ada.fetch('/nothing-here'),
      await ada.fetch('/operators/%zz'),
      await ada.fetch('/operators/%ff%fe'),
      await ada.fetch('/operators/00000000-0000-0000-0000-000000000000'),
      await ada.fetch(`/operators/${'x'.repeat(5000)}`),
      await ada.fetch('/operators/__proto__'),
      await ada.fetch('/activity?operator[]=a&page=-1&from=9999-99-99&to[]=x'),
      await ada.post('/operators', { _csrf: token, name: 'x'.repeat(200_000) }),
      await ada.post('/roles', {
        _csrf: token,
        ...Object.fromEntries(Array.from({ length: 600 }, (_, i) => [`f${i}`, ''])),
      }),
      await ada.post('/roles', { _csrf: token, name: 'x', 'permissions[__proto__]': 'y', __proto__x: 'z' }),
      await ada.post(
        '/profile',
        { _csrf: token },
        { 'content-type': 'application/x-www-form-urlencoded; charset=utf-7' },
      ),
    ]
    expect(answers.map(({ status }) => status)).to.deep.equal([
      404, 400, 400, 404, 404, 404, 200, 413, 413, 303, 415,
    ])
    for (const { html } of answers) expect(html).not.to.match(/\bat .*\.(ts|js):\d|node_modules|Error:/)
    expect(answers[7]?.text).to.include('That was too much at once')
  })

  it('gets a page with a number of the log when something of ours breaks', async () => {
    const logged: object[] = []
    const note = (details: object) => void logged.push(details)
    const broken = await startPanel({ log: { debug: note, info: note, warn: note, error: note } })
    const ada = await broken.as('ada')
    broken.services.roles.list = () => Promise.reject(new Error('secret cause'))
    const { status, text, html } = await ada.get('/roles')
    expect(status).to.equal(500)
    expect(html).not.to.include('secret cause')
    const [reference = ''] = /[0-9a-f]{8}/.exec(text) ?? []
    expect(logged.at(-1)).to.include({ reference, method: 'GET', path: '/roles' })

    broken.services.sessions.find = () => Promise.reject(new Error('secret cause'))
    const worse = await ada.get('/roles')
    expect(worse.status).to.equal(500)
    expect(worse.text).to.include('Something went wrong')
    expect(await problemsOfPage(worse.html)).to.deep.equal([])
    await broken.stop()
  })

  it('is told that nothing is stored of it in a cache', async () => {
    const ada = await panel.as('ada')
    const { headers } = await ada.fetch('/profile')
    expect(headers.get('cache-control')).to.match(/no-store|private/)
  })
})

describe('The first operator', () => {
  it('is made by a link that works once, for a day, while nobody can sign in', async () => {
    let time = new Date('2026-03-01T10:00:00Z')
    const panel = await startPanel({ seeded: false, now: () => time })
    const { firstOperatorLinks, paths } = panel.services
    const old = paths.firstOperator(await firstOperatorLinks.make(24))
    const token = await firstOperatorLinks.make(24)
    const link = paths.firstOperator(token)
    const visitor = panel.visitor()
    for (const wrong of [old, link.toLowerCase(), `${link}x`, paths.firstOperator('x')])
      expect((await visitor.fetch(wrong)).status, wrong).to.be.oneOf([404, 303])

    await visitor.get(link)
    expect(await problemsOfPage(visitor.page().html)).to.deep.equal([])
    const short = await visitor.press('Make the first operator', {
      name: 'Zoe',
      email: 'zoe@example.com',
      password: 'short',
    })
    expect(short.status).to.equal(422)
    expect(short.text).to.include('at least 12 characters')
    await visitor.press('Make the first operator', { password: 'a long enough one' })
    expect(visitor.page().text).to.include('Zoe Sign out')
    expect((await visitor.get('/operators')).text).to.include('zoe@example.com Owner')
    expect((await panel.visitor().fetch(link)).status).to.equal(404)

    time = new Date('2026-03-03T10:00:00Z')
    expect(await firstOperatorLinks.isValid(token)).to.equal(false)
    await panel.stop()
  })

  it('is not made by a link that is a day old', async () => {
    let time = new Date('2026-03-01T10:00:00Z')
    const panel = await startPanel({ seeded: false, now: () => time })
    const link = panel.services.paths.firstOperator(await panel.services.firstOperatorLinks.make(24))
    time = new Date('2026-03-02T09:59:00Z')
    expect((await panel.visitor().fetch(link)).status).to.equal(200)
    time = new Date('2026-03-02T10:00:00Z')
    expect((await panel.visitor().fetch(link)).status).to.equal(404)
    await panel.stop()
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
