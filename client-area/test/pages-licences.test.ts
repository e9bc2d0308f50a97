import { expect } from 'chai'
import { after, before, describe, it } from 'mocha'
import { type ClientAreaForTests, clientArea } from '../../test/support/client-area.ts'
import { helpDesk, logIn, returned } from './help-desk.ts'
import { expectSound } from './sound-pages.ts'
import { type Page, visitor, type Visitor } from './visitor.ts'

const panel = 'http://127.0.0.1:3999'

describe('The licences of the client area', () => {
  let area: ClientAreaForTests
  let olive: Visitor
  let otto: Visitor
  before(async () => {
    area = await clientArea({ panelUrl: panel })
    olive = await signedIn('olive')
    otto = await signedIn('otto')
  })
  after(() => area.stop())

  const signedIn = async (name: string) => {
    const person = visitor(area.url)
    await person.press(await person.visit('/sign-in'), 'Sign in', {
      email: `${name}@example.com`,
      password: 'demo-password',
    })
    return person
  }

  it('are sound pages, also with errors', async () => {
    const licences = await olive.visit('/licences')
    const seen = new Map<string, Page>([
      ['licences', licences],
      ['wrong address', await olive.press(licences, 'Save address', { panel: 'not an address' })],
      ['new secret', await olive.visit(`/licences/${area.licence.id}/webhook-secret`)],
      ['terms', await olive.visit('/terms')],
      ['account', await olive.visit('/account')],
    ])
    await expectSound(area.url, seen)
  }).timeout(60_000)

  it('mark where one is in the menu', async () => {
    const { html } = await olive.visit('/licences')
    expect(html).to.include('href="/licences" aria-current="page"')
    expect(html.match(/aria-current/g)).to.have.lengthOf(1)
  })

  it('let Login work at the new address of a help desk, and no longer at the old one', async () => {
    const moved = await olive.press(await olive.visit('/licences'), 'Save address', {
      panel: ' https://new.example/help/ ',
    })
    expect(moved.html).to.include('address is changed').and.include('value="https://new.example/help"')
    const there = helpDesk(area.url, 'https://new.example/help', area.settings)
    const tokens = await there.exchange(
      returned(await logIn(visitor(area.url), there, 'olive@example.com'))['code'] ?? '',
    )
    expect((await there.licence(tokens.access_token)).panel).to.equal('https://new.example/help')
    const here = helpDesk(area.url, panel, area.settings)
    expect((await visitor(area.url).visit(here.loginAddress())).html).to.include('This login can’t go on')
    await area.moveHelpDesk(panel)
  })

  it('keep what was typed beside the error, and the address as it was', async () => {
    const refused = await olive.press(await olive.visit('/licences'), 'Save address', {
      panel: 'ftp://help.example',
    })
    expect(refused.status).to.equal(422)
    expect(refused.html)
      .to.include(`<a href="#panel-${area.licence.id}">`)
      .and.include('value="ftp://help.example"')
    expect(refused.html).to.match(/<title>Error: Licences/)
    expect((await area.stores.licences.find(area.licence.id))?.panel).to.equal(panel)
  })

  it('hand the settings file out as a download, to a form only', async () => {
    const file = await olive.press(await olive.visit('/licences'), 'Download settings file')
    expect(file.headers.get('content-disposition')).to.match(/^attachment; filename=help-desk-\w{4}\.env$/)
    expect(file.headers.get('content-type')).to.include('text/plain')
    const lines = Object.entries(area.settings).map(([name, value]) => `${name}=${value}`)
    expect(file.html.trim().split('\n')).to.deep.equal(lines)
    expect((await olive.visit(`/licences/${area.licence.id}/settings`)).status).to.equal(404)
    expect((await olive.post(`/licences/${area.licence.id}/settings`, { token: '' })).status).to.equal(403)
  })

  it('take a webhook address, refuse a wrong one, and forget it when the field is empty', async () => {
    const stored = async () => (await area.stores.licences.find(area.licence.id))?.webhookUrl
    const page = await olive.visit('/licences')
    await olive.press(page, 'Save webhook', { webhook: 'https://help.example/webhooks/client-area' })
    expect(await stored()).to.equal('https://help.example/webhooks/client-area')
    expect((await olive.press(page, 'Save webhook', { webhook: 'nowhere' })).status).to.equal(422)
    expect(await stored()).to.equal('https://help.example/webhooks/client-area')
    await olive.press(page, 'Save webhook', { webhook: '' })
    expect(await stored()).to.equal(null)
  })

  it('make a new webhook secret only after saying what that means', async () => {
    const asked = await olive.visit(`/licences/${area.licence.id}/webhook-secret`)
    expect(asked.html).to.include('24 hours')
    const made = await olive.press(asked, 'Make new secret')
    expect(made.html).to.include('There is a new webhook secret')
    const secrets = await area.stores.licences.secretsOf(area.licence.id)
    expect(secrets?.webhookSecret).not.to.equal(area.settings.WEBHOOK_SECRET)
  })

  it('answer somebody else as if they were not there', async () => {
    const { id } = area.licence
    expect((await otto.visit('/licences')).html).to.include('None of your accounts owns a licence.')
    const theirs = await otto.visit(`/licences/${id}/webhook-secret`)
    const nobodys = await otto.visit('/licences/none/webhook-secret')
    expect(theirs.status).to.equal(404)
    expect(theirs.html.replaceAll(id, 'none')).to.equal(nobodys.html)
    const token = /name="token" value="([^"]+)"/.exec((await otto.visit('/account')).html)?.[1] ?? ''
    for (const act of ['address', 'webhook', 'settings', 'webhook-secret'])
      expect((await otto.post(`/licences/${id}/${act}`, { token, panel })).status, act).to.equal(404)
  })
})

describe('Signing in on the way to a page', () => {
  let area: ClientAreaForTests
  before(async () => (area = await clientArea({ panelUrl: panel })))
  after(() => area.stop())
  const olive = { email: 'olive@example.com', password: 'demo-password' }

  it('leads there, also after a wrong password', async () => {
    const person = visitor(area.url)
    const asked = await person.visit('/licences')
    expect(asked.html).to.include('name="password"')
    const wrong = await person.press(asked, 'Sign in', { ...olive, password: 'wrong' })
    expect((await person.press(wrong, 'Sign in', olive)).url).to.equal(`${area.url}/licences`)
  })

  it('never leads away from the client area', async () => {
    const elsewhere = [
      '//evil.example',
      'https://evil.example/licences',
      '/\\evil.example',
      '/licences\r\nSet-Cookie: a=b',
      '/api/openapi.json',
      '/licences/../../evil',
      '/account@evil.example',
    ]
    for (const next of elsewhere) {
      const person = visitor(area.url)
      const asked = await person.visit(`/sign-in?next=${encodeURIComponent(next)}`)
      expect((await person.press(asked, 'Sign in', olive)).url, next).to.equal(`${area.url}/account`)
      const again = await person.visit(`/sign-in?next=${encodeURIComponent(next)}`)
      expect(again.url, next).to.equal(`${area.url}/account`)
    }
  })

  it('leads there behind a proxy, too, at a public address with a path', async () => {
    const behind = await clientArea({
      panelUrl: panel,
      env: { CLIENT_AREA_PUBLIC_URL: 'https://vendor.example/area' },
    })
    try {
      const person = visitor('https://vendor.example', { via: behind.local })
      const asked = await person.visit('/area/subscriptions')
      expect((await person.press(asked, 'Sign in', olive)).url).to.equal(
        'https://vendor.example/area/subscriptions',
      )
      for (const next of ['/areas/cards', '/cards', '//vendor.example/area/cards'])
        expect((await person.visit(`/area/sign-in?next=${encodeURIComponent(next)}`)).url, next).to.equal(
          'https://vendor.example/area/account',
        )
    } finally {
      await behind.stop()
    }
  })
})
