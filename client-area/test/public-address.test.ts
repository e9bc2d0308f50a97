import { expect } from 'chai'
import { after, before, describe, it } from 'mocha'
import { type ClientAreaForTests, clientArea } from '../../test/support/client-area.ts'
import { helpDesk, logIn, returned } from './help-desk.ts'
import { visitor } from './visitor.ts'

const panel = 'https://desk.example/help'

describe('A client area behind a proxy, at an https address with a path', () => {
  let area: ClientAreaForTests
  before(async () => {
    area = await clientArea({
      panelUrl: panel,
      env: { CLIENT_AREA_PUBLIC_URL: 'https://vendor.example/area' },
    })
  })
  after(() => area.stop())
  const person = () => visitor('https://vendor.example', { via: area.local })

  it('logs a help desk in, with every link at the public address', async () => {
    const desk = helpDesk(area.url, panel, area.settings, `${area.local}/area`)
    const olive = person()
    const back = await logIn(olive, desk, 'olive@example.com')
    expect(back.url).to.match(new RegExp(`^${panel}/connection/callback\\?`))
    expect(returned(back)['iss']).to.equal('https://vendor.example/area')
    const tokens = await desk.exchange(returned(back)['code'] ?? '')
    expect((await desk.licence(tokens.access_token)).panel).to.equal(panel)
    const loggedOut = await olive.press(await olive.visit(desk.logoutAddress()), 'Logout')
    expect(loggedOut.url).to.equal(`${panel}/addons`)
  })

  it('names its public address to programs', async () => {
    const discovery = await (await fetch(`${area.local}/area/.well-known/openid-configuration`)).text()
    expect(discovery).to.include('"issuer":"https://vendor.example/area"').and.not.include('127.0.0.1')
    const api = await (await fetch(`${area.local}/area/api/openapi.json`)).text()
    expect(api).to.include('https://vendor.example/area/api/v1')
  })

  it('sends its cookies over https only, and with the prefix that says so', async () => {
    const olive = person()
    const page = await olive.press(await olive.visit('/area/sign-in'), 'Sign in', {
      email: 'olive@example.com',
      password: 'demo-password',
    })
    expect(page.html).to.include('Olive Owner').and.include('href="/area/account"')
    expect([...olive.jar.keys()]).to.include.members([
      '__Host-souk_client_area',
      '__Host-souk_client_area_form',
    ])
    const reply = await fetch(`${area.local}/area/sign-in`)
    expect(reply.headers.getSetCookie().join()).to.include('Secure')
    expect(reply.headers.get('strict-transport-security')).to.include('max-age')
  })
})
