import { expect } from 'chai'
import { after, before, describe, it } from 'mocha'
import { served } from '../../test/campaigns/weight/served.ts'
import { newPage } from '../../test/support/browser.ts'
import { type ClientAreaForTests, clientArea } from '../../test/support/client-area.ts'
import { barriersOf, problemsOfPage } from '../../test/support/html.ts'
import { type HelpDesk, helpDesk, logIn, returned } from './help-desk.ts'
import { type Page, type Visitor, visitor } from './visitor.ts'

const panel = 'http://127.0.0.1:3999'
const olive = { email: 'olive@example.com', password: 'demo-password' }

describe('Every page of the client area', () => {
  let area: ClientAreaForTests
  let desk: HelpDesk
  let person: Visitor
  const seen = new Map<string, Page>()
  before(async () => {
    area = await clientArea({ panelUrl: panel })
    desk = helpDesk(area.url, panel, area.settings)
    person = visitor(area.url)
    await look()
  })
  after(() => area.stop())

  const look = async () => {
    const stranger = visitor(area.url)
    seen.set('sign-in', await stranger.visit('/sign-in'))
    seen.set(
      'empty sign-in',
      await stranger.press(await stranger.visit('/sign-in'), 'Sign in', { email: 'o' }),
    )
    seen.set('not found', await stranger.visit('/nowhere'))
    seen.set(
      'refused login',
      await stranger.visit(desk.loginAddress({ redirect_uri: 'https://evil.example' })),
    )
    seen.set('lost login', await stranger.visit('/interaction/gone'))
    seen.set('signed out', await stranger.visit('/oauth/logout/success'))
    const login = await person.visit(desk.loginAddress())
    seen.set('login', login)
    seen.set('wrong password', await person.press(login, 'Sign in', { ...olive, password: 'wrong' }))
    const consent = await person.press(login, 'Sign in', olive)
    seen.set('consent', consent)
    const back = await person.press(consent, 'Allow')
    await desk.exchange(returned(back)['code'] ?? '')
    seen.set('choice of account', await person.visit(desk.loginAddress({ prompt: 'select_account' })))
    seen.set('account', await person.visit('/account'))
    seen.set('logout', await person.visit(desk.logoutAddress()))
    const otto = visitor(area.url)
    await logIn(otto, desk, 'otto@example.com')
    seen.set('account without a licence', await otto.visit('/account'))
  }

  it('is valid HTML', async () => {
    for (const [name, page] of seen)
      expect(await problemsOfPage(page.html), `${name}:\n${page.html}`).to.deep.equal([])
  })

  it('has its own title, one heading, and says that only test cards are taken', () => {
    for (const [name, { html }] of seen) {
      expect(html.match(/<h1[ >]/g), name).to.have.lengthOf(1)
      expect(html, name).to.include('only test cards are taken')
    }
    const titles = [...seen].map(([, { html }]) => /<title>(.*)<\/title>/.exec(html)?.[1])
    expect(new Set(titles).size).to.be.above(8)
  })

  it('hinders nobody', async () => {
    const page = await newPage({ javaScript: true })
    const place = `${area.url}/looked-at`
    for (const [name, { html }] of seen) {
      await page.route(place, route => route.fulfill({ contentType: 'text/html', body: html }))
      await page.goto(place)
      expect(await page.locator('h1').count(), name).to.equal(1)
      expect(await barriersOf(page), name).to.deep.equal([])
      await page.unroute(place)
    }
    await page.context().close()
  }).timeout(60_000)

  it('lets no form go anywhere but here, and on login and logout pages to that help desk', () => {
    const mayLeave = ['login', 'wrong password', 'consent', 'choice of account', 'logout']
    for (const [name, { headers }] of seen) {
      const target = mayLeave.includes(name) ? `'self' ${panel}` : "'self'"
      expect(headers.get('content-security-policy'), name).to.equal(
        `default-src 'none'; style-src 'self'; img-src 'self'; form-action ${target}; base-uri 'none'; frame-ancestors 'none'`,
      )
    }
  })

  it('is kept by no cache and framed by nobody', () => {
    for (const [name, { headers }] of seen) {
      expect(headers.get('cache-control'), name).to.include('no-store')
      expect(headers.get('x-content-type-options'), name).to.equal('nosniff')
    }
  })

  it('has styles that are packed, may be kept for ever, and are not sent again', async () => {
    const [, path = ''] = /rel="stylesheet" href="([^"]+)"/.exec(seen.get('sign-in')?.html ?? '') ?? []
    const ask = (headers: Record<string, string>) => served(area.url + path, headers)
    const [packed, plain] = [await ask({}), await ask({ 'accept-encoding': 'identity' })]
    expect([packed.headers['content-encoding'], packed.headers['cache-control']]).to.deep.equal([
      'br',
      'public, max-age=31536000, immutable',
    ])
    expect(packed.text).to.equal(plain.text)
    expect(packed.bytes).to.be.below(plain.bytes / 3)
    expect((await ask({ 'if-none-match': String(packed.headers['etag']) })).status).to.equal(304)
  })

  it('links what is wrong to its field', () => {
    const { html, status } = seen.get('empty sign-in') ?? { html: '', status: 0 }
    expect(status).to.equal(422)
    expect(html).to.match(/id="email"[^>]*value="o"[^>]*aria-describedby="email-error"/)
    expect(html).to.include('Enter your e-mail address.').and.include('Enter your password.')
  })

  it('shows its owner the licence and the connected help desk, and ends it on Revoke', async () => {
    const back = await logIn(person, desk, 'olive@example.com')
    const tokens = await desk.exchange(returned(back)['code'] ?? '')
    const account = await person.visit('/account')
    const licences = await person.visit('/licences')
    expect(licences.html).to.include(area.settings.LICENCE_KEY).and.include('Active')

    const revoked = await person.press(account, 'Revoke')
    expect(revoked.html)
      .to.include('That help desk is logged out.')
      .and.include('No help desk uses this login.')
    expect(await desk.problem(tokens.access_token)).to.equal('invalid_token')
    expect((await person.visit(desk.loginAddress())).html).to.include('Connect this help desk?')
  })

  it('ends every login of this browser with Sign out', async () => {
    const visitorHere = visitor(area.url)
    await logIn(visitorHere, desk, 'olive@example.com')
    const page = await visitorHere.press(await visitorHere.visit('/account'), 'Sign out')
    expect(page.html).to.include('You are signed out')
    expect((await visitorHere.visit(desk.loginAddress())).html).to.include('name="password"')
  })
})
