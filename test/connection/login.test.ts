import { expect } from 'chai'
import { type HelpDeskWithClientArea, helpDeskWithClientArea } from '../support/connected.ts'
import { inClientArea, logIn, logOut, pressLogin } from '../support/login.ts'
import { problemsOfPage } from '../support/html.ts'

const connected = 'Connected as Olive Owner (olive@example.com)'

describe('Login to the client area', () => {
  let desk: HelpDeskWithClientArea
  before(async () => {
    desk = await helpDeskWithClientArea()
  })
  after(() => desk.stop())
  beforeEach(() => desk.reset())

  it('leads to the client area and back to the page where the operator stood, shown as connected', async () => {
    const ada = await desk.as('ada')
    await ada.panel.get('/addons?q=french&kind=language')
    expect(ada.panel.page().text).to.include('log in to the client area')
    const page = await logIn(ada, 'olive')
    expect(page.status).to.equal(200)
    expect(page.text).to.match(/Connected as Olive Owner \(olive@example\.com\), since .+, by Ada/)
    expect(page.html).to.include('value="french"')
    expect(page.html).not.to.include('>Login</button>')
    expect(await problemsOfPage(page.html)).to.deep.equal([])
  })

  it('says in the status region, once, who is connected now', async () => {
    const ada = await desk.as('ada')
    const status = /role="status"[^>]*><span>([^<]*)/
    expect(status.exec((await logIn(ada, 'olive')).html)?.[1]).to.equal(connected)
    expect(status.exec((await ada.panel.get('/addons')).html)).to.equal(null)
  })

  it('asks the client area as a careful client: 303, PKCE, state, nonce, exact address', async () => {
    const ada = await desk.as('ada')
    const answer = await ada.panel.post(
      '/connection',
      { returnTo: '/addons' },
      { host: new URL(desk.panel.url).host },
    )
    expect(answer.status).to.equal(303)
    const { searchParams: asked, origin } = new URL(answer.location ?? '')
    expect(origin).to.equal(desk.area.url)
    expect(asked.get('redirect_uri')).to.equal(`${desk.panel.url}/connection/callback`)
    expect(asked.get('scope')).to.equal('openid email profile offline_access marketplace purchases')
    expect(asked.get('code_challenge_method')).to.equal('S256')
    for (const secret of ['code_challenge', 'state', 'nonce'])
      expect(asked.get(secret)).to.have.length.above(30)
    expect(asked.get('ui_locales')).to.equal('en')
    expect(asked.has('client_secret')).to.equal(false)
  })

  it('says that it worked when the way back is taken twice, as by a reload', async () => {
    const ada = await desk.as('ada')
    const callback = await inClientArea(ada, await pressLogin(ada), 'olive')
    await ada.panel.get(callback)
    const again = await ada.panel.get(callback)
    expect(again.status).to.equal(400)
    expect(again.text).to.include('This login is over').and.to.include(connected)
    expect(again.html).not.to.include('>Login</button>')
  })

  it('stays for another operator, in another browser', async () => {
    await logIn(await desk.as('ada'), 'olive')
    const cleo = await desk.as('cleo')
    expect(cleo.panel.page().text).to.include(connected).and.to.include('by Ada')
  })

  it('does not change who the operator is, nor the operator’s session', async () => {
    const ada = await desk.as('ada')
    const cookies = new Map(ada.panel.cookies)
    await logIn(ada, 'olive')
    expect(ada.panel.cookies).to.deep.equal(cookies)
    expect((await ada.panel.get('/profile')).text).to.include('Ada')
  })

  it('goes on in two tabs at once, whichever comes back first', async () => {
    const ada = await desk.as('ada')
    const first = await pressLogin(ada)
    await ada.panel.get('/addons?sort=name')
    const second = await pressLogin(ada)
    const back = await inClientArea(ada, second, 'olive')
    expect((await ada.panel.get(back)).text).to.include(connected)
    const page = await ada.panel.get(await inClientArea(ada, first, 'olive'))
    expect(page.text).to.include(connected)
    expect(await desk.panel.services.connection.check()).to.deep.equal({ kind: 'checked' })
  })

  it('is not begun again while the help desk is connected', async () => {
    const ada = await desk.as('ada')
    await logIn(ada, 'olive')
    const answer = await ada.panel.post('/connection', { returnTo: '/addons?q=x' })
    expect([answer.status, answer.location]).to.deep.equal([303, '/addons?q=x'])
  })

  it('comes back to no address but the panel’s own', async () => {
    const evil = [
      'https://evil.example/',
      '//evil.example',
      '/\\evil.example',
      '/addons/..//evil.example',
      'javascript:alert(1)',
      '/addons\r\nX-Evil: 1',
      '',
      desk.area.url,
    ]
    for (const returnTo of evil) {
      const ada = await desk.as('ada')
      const { location } = await ada.panel.post('/connection', { returnTo })
      const callback = await inClientArea(ada, location ?? '', 'olive')
      const back = await ada.panel.fetch(callback)
      expect([returnTo, back.status, back.location]).to.deep.equal([returnTo, 303, '/addons'])
      await desk.reset()
    }
  })
})

describe('Login of a help desk whose address carries a path', () => {
  it('comes back below that path', async () => {
    const desk = await helpDeskWithClientArea({ path: '/desk' })
    const ada = await desk.as('ada')
    const page = await logIn(ada, 'olive')
    expect(page.text).to.include(connected)
    const question = await ada.panel.get('/desk/connection/disconnection')
    expect(question.html).to.include('action="/desk/connection/disconnection"')
    expect((await ada.panel.press('Disconnect')).html).to.include('action="/desk/connection"')
    const callback = await inClientArea(
      ada,
      (await ada.panel.post('/desk/connection', { returnTo: '/desktop' })).location ?? '',
      'olive',
    )
    expect((await ada.panel.fetch(callback)).location).to.equal('/desk/addons')
    await desk.stop()
  })
})

describe('Login with the wrong account', () => {
  let desk: HelpDeskWithClientArea
  before(async () => {
    desk = await helpDeskWithClientArea()
  })
  after(() => desk.stop())
  beforeEach(() => desk.reset())

  it('names that account and the owner, partly masked, and offers Logout instead of Login', async () => {
    const ada = await desk.as('ada')
    await ada.panel.get('/addons?q=french')
    const page = await logIn(ada, 'otto')
    expect(page.text).to.include('Wrong account').and.to.include('Otto Other (otto@example.com)')
    expect(page.text).to.include('o***e@example.com').and.not.to.include('olive@example.com')
    expect(page.html).to.include('>Logout</button>').and.not.to.include('>Login</button>')
    expect(page.html).to.include('value="french"')
    expect(await problemsOfPage(page.html)).to.deep.equal([])
  })

  it('gives its tokens back at once and stores nothing but an activity line', async () => {
    const ada = await desk.as('ada')
    await logIn(ada, 'otto')
    expect(await desk.panel.services.connection.state()).to.deep.equal({ kind: 'not connected' })
    const { access_token } = JSON.parse(desk.area.replies('/oauth/token').at(-1) ?? '{}')
    const refused = await fetch(`${desk.area.url}/api/v1/account`, {
      headers: { authorization: `Bearer ${access_token}` },
    })
    expect(refused.status).to.equal(401)
    const [line] = (await desk.panel.services.activity.list({ act: 'connection.wrong-account' }, 1)).lines
    expect(line).to.include({ operator: 'Ada', result: 'refused' })
    expect(line?.detail).to.include('otto@example.com')
  })

  it('does not send the same account back until Logout, however Login is asked for', async () => {
    const ada = await desk.as('ada')
    await logIn(ada, 'otto')
    const answer = await ada.panel.post('/connection', { returnTo: '/addons' })
    expect([answer.status, answer.location]).to.deep.equal([303, '/addons'])
    expect((await ada.panel.get('/addons')).text).to.include('Wrong account')
  })

  it('ends with Logout; then Login asks for the account, and the owner gets in', async () => {
    const ada = await desk.as('ada')
    await logIn(ada, 'otto')
    const page = await logOut(ada)
    expect(page.status).to.equal(200)
    expect(page.html).to.include('>Login</button>').and.not.to.include('Wrong account')
    const address = await pressLogin(ada)
    expect((await ada.area.visit(address)).html).to.include('name="password"')
    expect((await ada.panel.get(await inClientArea(ada, address, 'olive'))).text).to.include(connected)
  })

  it('leads back to the page where the wrong account began, once the right one is there', async () => {
    const ada = await desk.as('ada')
    await ada.panel.get('/addons?q=fr')
    await logIn(ada, 'otto')
    await logOut(ada)
    const callback = await inClientArea(ada, await pressLogin(ada), 'olive')
    expect((await ada.panel.fetch(callback)).location).to.equal('/addons?q=fr')
    const { html } = await ada.panel.fetch('/activity.json')
    const acts = (JSON.parse(html) as { act: string }[]).map(({ act }) => act)
    expect(acts.slice(0, 3)).to.deep.equal([
      'connection.login',
      'connection.logout',
      'connection.wrong-account',
    ])
  })

  it('asks for the account even if the person stayed logged in there', async () => {
    const ada = await desk.as('ada')
    await logIn(ada, 'otto')
    await ada.panel.press('Logout')
    await ada.panel.get('/addons')
    const address = await pressLogin(ada)
    expect((await ada.area.visit(address)).html).to.include('name="password"')
  })

  it('is one browser’s message: others may log in, and then it is gone', async () => {
    const ada = await desk.as('ada')
    await logIn(ada, 'otto')
    const cleo = await desk.as('cleo')
    expect(cleo.panel.page().text).not.to.include('Wrong account')
    await logIn(cleo, 'olive')
    expect((await ada.panel.get('/addons')).text)
      .to.include(connected)
      .and.not.to.include('Wrong account')
    await desk.reset()
    expect((await ada.panel.get('/addons')).text).not.to.include('Wrong account')
  })

  it('leaves an existing connection as it is', async () => {
    const ada = await desk.as('ada')
    const cleo = await desk.as('cleo')
    const address = await pressLogin(ada)
    await logIn(cleo, 'olive')
    const page = await ada.panel.get(await inClientArea(ada, address, 'otto'))
    expect(page.text).to.include(connected)
    expect(await desk.panel.services.connection.check()).to.deep.equal({ kind: 'checked' })
  })
})
