import { expect } from 'chai'
import { after, before, describe, it } from 'mocha'
import { type ClientAreaForTests, clientArea } from '../../test/support/client-area.ts'
import { addPerson } from '../accounts/people.ts'
import { type HelpDesk, helpDesk, logIn, returned, type Tokens } from './help-desk.ts'
import { visitor } from './visitor.ts'

const panel = 'http://127.0.0.1:3999'

describe('The client area’s login', () => {
  let area: ClientAreaForTests
  let desk: HelpDesk
  before(async () => {
    area = await clientArea({ panelUrl: panel })
    desk = helpDesk(area.url, panel, area.settings)
  })
  after(() => area.stop())

  const connect = async (email: string): Promise<Tokens> => {
    const back = await logIn(visitor(area.url), desk, email)
    return desk.exchange(returned(back)['code'] ?? '')
  }

  it('signs a person in, asks for consent, and sends the browser back with a code and its own name', async () => {
    const olive = visitor(area.url)
    const signIn = await olive.visit(desk.loginAddress())
    expect(signIn.html).to.include('<h1>Sign in</h1>').and.include(panel)

    const consent = await olive.press(signIn, 'Sign in', {
      email: 'Olive@Example.com',
      password: 'demo-password',
    })
    expect(consent.html).to.include('Connect this help desk?').and.include(area.licence.keyEnd)

    const back = await olive.press(consent, 'Allow')
    expect(back.url).to.match(new RegExp(`^${panel}/connection/callback\\?`))
    expect(returned(back)).to.include({ state: 'the-state', iss: area.url }).and.have.property('code')
  })

  it('gives the help desk tokens that read the account and the licence', async () => {
    const tokens = await connect('olive@example.com')
    const account = await desk.account(tokens.access_token)
    const licence = await desk.licence(tokens.access_token)
    expect(account.person.email).to.equal('olive@example.com')
    expect(licence).to.include({ state: 'active', panel, keyEnd: area.licence.keyEnd })
    expect(licence.account).to.deep.equal(account.accounts[0])
  })

  it('tells somebody who does not own the licence only a masked owner', async () => {
    const tokens = await connect('otto@example.com')
    const licence = await desk.licence(tokens.access_token)
    expect(licence.account).to.equal(null)
    expect(licence.owner).to.equal('o***e@example.com')
  })

  it('asks for consent the first time only, and still gives a refresh token', async () => {
    const olive = visitor(area.url)
    await logIn(olive, desk, 'olive@example.com')
    const back = await olive.visit(desk.loginAddress())
    expect(back.url).to.include(`${panel}/connection/callback`)
    const tokens = await desk.exchange(returned(back)['code'] ?? '')
    expect(tokens.refresh_token).to.have.length.above(30)
  })

  it('says in words what is allowed, and asks again when a help desk wants to spend, too', async () => {
    const { people } = area.stores
    await addPerson(people, { email: 'nora@example.com', name: 'Nora', password: 'demo-password' })
    const nora = visitor(area.url)
    const signIn = await nora.visit(desk.loginAddress({ scope: 'openid email marketplace' }))
    const narrow = await nora.press(signIn, 'Sign in', {
      email: 'nora@example.com',
      password: 'demo-password',
    })
    expect(narrow.html).to.include('see your accounts, this licence').and.not.include('spend money')
    await nora.press(narrow, 'Allow')
    expect((await nora.visit(desk.loginAddress({ scope: 'openid email marketplace' }))).url).to.include(panel)

    const wide = await nora.visit(desk.loginAddress())
    expect(wide.html)
      .to.include('spend money: buy add-ons with the default card')
      .and.include('>Allow</button>')
    const back = await nora.press(wide, 'Allow')
    expect((await desk.exchange(returned(back)['code'] ?? '')).scope).to.include('purchases')
  })

  it('lets two copies of a help desk use one refresh token again and again', async () => {
    const { refresh_token } = await connect('olive@example.com')
    const first = await desk.refresh(refresh_token)
    const second = await desk.refresh(refresh_token)
    expect(await desk.problem(first.access_token)).to.equal('none')
    expect(await desk.problem(second.access_token)).to.equal('none')
    expect(first.refresh_token).to.equal(refresh_token)
  })

  it('ends one connection when its refresh token is revoked, and leaves the other login alone', async () => {
    const ended = await connect('olive@example.com')
    const other = await connect('olive@example.com')
    await desk.revoke(ended.refresh_token)
    expect(await desk.problem(ended.access_token)).to.equal('invalid_token')
    expect(await desk.problem(other.access_token)).to.equal('none')
    const again = await desk.refresh(ended.refresh_token).catch((error: Error) => error.message)
    expect(again).to.include('invalid_grant')
  })

  it('asks for the account again after Logout', async () => {
    const otto = visitor(area.url)
    await logIn(otto, desk, 'otto@example.com')
    expect((await otto.visit(desk.loginAddress())).url).to.include(panel)

    const confirm = await otto.visit(desk.logoutAddress())
    expect(confirm.html).to.include('otto@example.com').and.include(panel)
    const back = await otto.press(confirm, 'Logout')
    expect(back.url).to.equal(`${panel}/addons`)

    expect((await otto.visit(desk.loginAddress())).html).to.include('name="password"')
    expect((await otto.visit('/account')).url).to.include('/sign-in')
  })

  it('keeps the session when the person stays logged in', async () => {
    const otto = visitor(area.url)
    await logIn(otto, desk, 'otto@example.com')
    const confirm = await otto.visit(desk.logoutAddress())
    await otto.press(confirm, 'Stay logged in')
    expect((await otto.visit('/account')).html).to.include('otto@example.com')
  })

  it('sends a Logout without a session straight back, without a page that needs script', async () => {
    const back = await visitor(area.url).visit(desk.logoutAddress())
    expect(back.url).to.equal(`${panel}/addons`)
  })

  it('sends the browser back with access_denied when consent is denied', async () => {
    await area.stores.consents.withdraw(await idOf('otto@example.com'), area.settings.CLIENT_ID)
    const otto = visitor(area.url)
    const signIn = await otto.visit(desk.loginAddress())
    const consent = await otto.press(signIn, 'Sign in', {
      email: 'otto@example.com',
      password: 'demo-password',
    })
    const back = await otto.press(consent, 'Deny')
    expect(returned(back)).to.include({ error: 'access_denied', state: 'the-state', iss: area.url })
  })

  it('lets another person take over within one login', async () => {
    const person = visitor(area.url)
    await logIn(person, desk, 'otto@example.com')
    const asked = await person.visit(desk.loginAddress({ prompt: 'select_account' }))
    expect(asked.html).to.include('Go on as otto@example.com')
    const form = await person.press(asked, 'Use another account')
    const next = await person.press(form, 'Sign in', {
      email: 'olive@example.com',
      password: 'demo-password',
    })
    const back = next.html.includes('>Allow</button>') ? await person.press(next, 'Allow') : next
    const tokens = await desk.exchange(returned(back)['code'] ?? '')
    expect((await desk.account(tokens.access_token)).person.email).to.equal('olive@example.com')
  })

  it('asks for the password again when the help desk wants a fresh login', async () => {
    const olive = visitor(area.url)
    await logIn(olive, desk, 'olive@example.com')
    const asked = await olive.visit(desk.loginAddress({ prompt: 'login' }))
    expect(asked.html).to.include('name="password"')
    const back = await olive.press(asked, 'Sign in', {
      email: 'olive@example.com',
      password: 'demo-password',
    })
    expect(returned(back)).to.have.property('code')
  })

  it('refuses an address that is not the licence’s, on a page of its own', async () => {
    const page = await visitor(area.url).visit(desk.loginAddress({ redirect_uri: 'https://evil.example/cb' }))
    expect(page.status).to.equal(400)
    expect(page.html).to.include('not at the address its licence was issued for')
  })

  it('refuses a login without PKCE', async () => {
    const back = await visitor(area.url).visit(
      desk.loginAddress({ code_challenge: '', code_challenge_method: '' }),
    )
    expect(returned(back)['error']).to.equal('invalid_request')
  })

  it('takes a code once, and ends what it gave when it comes a second time', async () => {
    const back = await logIn(visitor(area.url), desk, 'olive@example.com')
    const code = returned(back)['code'] ?? ''
    const tokens = await desk.exchange(code)
    const again = await desk.exchange(code).catch((error: Error) => error.message)
    expect(again).to.include('invalid_grant')
    expect(await desk.problem(tokens.access_token)).to.equal('invalid_token')
  })

  const idOf = async (email: string) => (await area.stores.people.findByEmail(email))?.id ?? ''
})
