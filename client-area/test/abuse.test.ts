import { expect } from 'chai'
import { after, before, describe, it } from 'mocha'
import { type ClientAreaForTests, clientArea } from '../../test/support/client-area.ts'
import { type HelpDesk, helpDesk, logIn, returned } from './help-desk.ts'
import { visitor } from './visitor.ts'

const panel = 'http://127.0.0.1:3999'
const otto = { email: 'otto@example.com', password: 'demo-password' }

describe('The client area, abused', () => {
  let area: ClientAreaForTests
  let desk: HelpDesk
  before(async () => {
    area = await clientArea({ panelUrl: panel, env: { CLIENT_AREA_TRUST_PROXY: '1' } })
    desk = helpDesk(area.url, panel, area.settings)
  })
  after(() => area.stop())

  const post = (path: string, headers: Record<string, string>, body = '') =>
    fetch(area.url + path, {
      method: 'POST',
      redirect: 'manual',
      body,
      headers: { 'content-type': 'application/x-www-form-urlencoded', ...headers },
    })

  it('refuses a form of another site, whatever the browser says of it', async () => {
    const person = visitor(area.url)
    const page = await person.visit('/sign-in')
    const token = /name="token" value="([^"]*)"/.exec(page.html)?.[1] ?? ''
    const cookie = [...person.jar].map(([name, { value }]) => `${name}=${value}`).join('; ')
    const body = String(new URLSearchParams({ ...otto, token }))
    const statusWith = async (headers: Record<string, string>) =>
      (await post('/sign-in', { cookie, ...headers }, body)).status
    expect(await statusWith({ 'sec-fetch-site': 'cross-site' })).to.equal(403)
    expect(await statusWith({ 'sec-fetch-site': 'same-site' })).to.equal(403)
    expect(await statusWith({ origin: 'https://evil.example' })).to.equal(403)
    expect(await statusWith({ origin: 'null' })).to.equal(403)
    expect(await statusWith({ origin: area.url, 'sec-fetch-site': 'same-origin' })).to.equal(303)
    expect(await statusWith({})).to.equal(303)
  })

  it('refuses a form without its token, or with somebody else’s', async () => {
    expect((await post('/sign-in', {}, String(new URLSearchParams(otto)))).status).to.equal(403)
    const other = await visitor(area.url).visit('/sign-in')
    const token = /name="token" value="([^"]*)"/.exec(other.html)?.[1] ?? ''
    const person = visitor(area.url)
    await person.visit('/sign-in')
    expect((await person.post('/sign-in', { ...otto, token })).status).to.equal(403)
  })

  it('gives the same page for an unknown e-mail and for a wrong password', async () => {
    const person = visitor(area.url)
    const page = await person.visit('/sign-in')
    const unknown = await person.press(page, 'Sign in', { email: 'x@example.com', password: 'wrong' })
    const wrong = await person.press(page, 'Sign in', { email: otto.email, password: 'wrong' })
    expect(unknown.status).to.equal(wrong.status)
    expect(unknown.html.replace('x@example.com', otto.email)).to.equal(wrong.html)
  })

  it('stops guessing one account from one address, and lets its owner in from another', async () => {
    const tryFrom = async (address: string, password: string) => {
      const person = visitor(area.url, { headers: { 'x-forwarded-for': address } })
      return person.press(await person.visit('/sign-in'), 'Sign in', { email: 'olive@example.com', password })
    }
    for (let attempt = 0; attempt < 10; attempt++)
      expect((await tryFrom('192.0.2.1', 'guess')).status).to.equal(422)
    const stopped = await tryFrom('192.0.2.1', 'demo-password')
    expect(stopped.status).to.equal(429)
    expect(stopped.html).to.include('Too many attempts. Try again in 15 minutes.')
    expect(Number(stopped.headers.get('retry-after'))).to.be.within(800, 900)
    expect((await tryFrom('192.0.2.2', 'demo-password')).html).to.include('billed in USD')
  })

  it('gives a new session id at sign-in', async () => {
    const person = visitor(area.url)
    await logIn(person, desk, otto.email)
    const first = person.jar.get('souk_client_area')?.value
    await person.press(await person.visit(desk.loginAddress({ prompt: 'login' })), 'Sign in', otto)
    const second = person.jar.get('souk_client_area')?.value
    expect(second).to.be.a('string').and.not.equal(first)
    person.jar.set('souk_client_area', { value: first ?? '', path: '/' })
    expect((await person.visit('/account')).url).to.include('/sign-in')
  })

  it('lets nobody skip a password or a consent that was asked for', async () => {
    const person = visitor(area.url)
    await logIn(person, desk, otto.email)
    const asked = await person.visit(desk.loginAddress({ prompt: 'login' }))
    for (const act of ['go-on', 'allow', 'constructor', '']) {
      const page = await person.press(asked, 'Sign in', { act })
      expect(page.status, act).to.be.oneOf([400, 422])
      expect(page.url, act).to.include(area.url)
    }
  })

  it('takes a made-up session cookie for nothing', async () => {
    const person = visitor(area.url)
    person.jar.set('souk_client_area', { value: 'planted', path: '/' })
    await logIn(person, desk, otto.email)
    expect(person.jar.get('souk_client_area')?.value).to.not.equal('planted')
  })

  it('marks its cookies HttpOnly and SameSite=Lax', async () => {
    const first = await fetch(`${area.url}${desk.loginAddress()}`, { redirect: 'manual' })
    const form = await fetch(`${area.url}/sign-in`)
    const cookies = [...first.headers.getSetCookie(), ...form.headers.getSetCookie()]
    expect(cookies).to.have.length.above(2)
    for (const cookie of cookies) {
      expect(cookie).to.match(/^souk_client_area/)
      expect(cookie.toLowerCase()).to.include('httponly').and.include('samesite=lax')
    }
  })

  it('answers the API only to a live token of the right scope, with a code that stays the same', async () => {
    const person = visitor(area.url)
    const back = await logIn(person, desk, otto.email)
    const { access_token, refresh_token } = await desk.exchange(returned(back)['code'] ?? '')
    expect(await desk.problem('')).to.equal('missing_token')
    expect(await desk.problem('made-up')).to.equal('invalid_token')
    expect(await desk.problem(refresh_token)).to.equal('invalid_token')
    expect(await desk.problem(access_token, '/nothing')).to.equal('not_found')
    expect(await desk.problem(access_token)).to.equal('none')
    await area.expireAccessTokens()
    expect(await desk.problem(access_token)).to.equal('invalid_token')

    const narrow = await logIn(person, desk, otto.email, { scope: 'openid' })
    const tokens = await desk.exchange(returned(narrow)['code'] ?? '')
    expect(await desk.problem(tokens.access_token)).to.equal('insufficient_scope')
  })

  it('refuses a code of one help desk to another', async () => {
    const { people, accounts, licences } = area.stores
    const owner = await people.findByEmail(otto.email)
    const [account] = await accounts.of(owner?.id ?? '')
    const { issueLicence } = await import('../accounts/licences.ts')
    const foreign = account && (await issueLicence(licences, account, 'https://other.example'))
    const other = helpDesk(area.url, 'https://other.example', {
      CLIENT_ID: foreign?.licence.clientId ?? '',
      CLIENT_SECRET: foreign?.secrets.clientSecret ?? '',
    })
    const back = await logIn(visitor(area.url), desk, otto.email)
    const stolen = await other.exchange(returned(back)['code'] ?? '').catch((error: Error) => error.message)
    expect(stolen).to.include('invalid_grant')

    const own = await desk.exchange(returned(await logIn(visitor(area.url), desk, otto.email))['code'] ?? '')
    await other.revoke(own.refresh_token)
    expect(await desk.problem(own.access_token)).to.equal('none')
  })

  it('keeps no token and no secret readable in its database', async () => {
    const back = await logIn(visitor(area.url), desk, otto.email)
    const code = returned(back)['code'] ?? ''
    const tokens = await desk.exchange(code)
    const dump = area.dump()
    const { LICENCE_KEY, CLIENT_SECRET, WEBHOOK_SECRET } = area.settings
    for (const secret of [
      code,
      tokens.access_token,
      tokens.refresh_token,
      LICENCE_KEY,
      CLIENT_SECRET,
      WEBHOOK_SECRET,
    ])
      expect(dump.includes(secret)).to.equal(false)
    expect(dump).to.include(otto.email)
  })

  it('never lets a forged Host header into a link', async () => {
    const { request } = await import('node:http')
    const { port } = new URL(area.url)
    const location = await new Promise<string>((resolve, reject) => {
      const path = desk.loginAddress()
      const asked = request({ port, host: '127.0.0.1', path, headers: { host: 'evil.example' } }, reply => {
        reply.resume()
        resolve(String(reply.headers.location))
      })
      asked.on('error', reject).end()
    })
    expect(location).to.match(/^\/interaction\//)
    const discovery = await fetch(`${area.url}/.well-known/openid-configuration`)
    expect(await discovery.text()).to.not.include('evil.example')
  })

  it('reads no form that is too large', async () => {
    const reply = await post('/sign-in', {}, `email=${'a'.repeat(20_000)}`)
    expect(reply.status).to.equal(413)
    expect(await reply.text()).to.include('can’t be read')
  })
})
