import { expect } from 'chai'
import { after, before, describe, it } from 'mocha'
import { type ClientAreaForTests, clientArea } from '../../test/support/client-area.ts'
import { english, languageOf, languages } from '../languages.ts'
import { speechIn } from '../speech.ts'
import { buy } from './buying.ts'
import { type HelpDesk, helpDesk } from './help-desk.ts'
import { expectSound } from './sound-pages.ts'
import { type Page, type Visitor, visitor } from './visitor.ts'

const panel = 'http://127.0.0.1:3999'
const olive = { email: 'olive@example.com', password: 'demo-password' }

const says = (code: string) => speechIn(languageOf([code])).t
const reading = (area: ClientAreaForTests, header: string) =>
  visitor(area.url, { headers: { 'accept-language': header } })
const choose = (person: Visitor, page: Page, code: string) =>
  person.press(page, says(languageIn(page))('layout.language-change'), { language: code })
const languageIn = ({ html }: Page) => /<html lang="(\w+)"/.exec(html)?.[1] ?? 'none'
const wayOf = ({ html }: Page) => /<html lang="\w+" dir="(\w+)"/.exec(html)?.[1]

describe('The language of the client area', () => {
  let area: ClientAreaForTests
  let desk: HelpDesk
  before(async () => {
    area = await clientArea({ panelUrl: panel })
    desk = helpDesk(area.url, panel, area.settings)
    await buy(area, 'japanese', 'monthly')
  })
  after(() => area.stop())

  const signIn = async (person: Visitor) => {
    const page = await person.visit('/sign-in')
    return person.press(page, says(languageIn(page))('sessions.sign-in'), olive)
  }

  it('is the best match of what the browser asks for, else English', async () => {
    const spoken = async (header: string) => languageIn(await reading(area, header).visit('/sign-in'))
    expect(await spoken('de-AT,en;q=0.5')).to.equal('de')
    expect(await spoken('it, ja;q=0.4, fr-CA;q=0.8')).to.equal('fr')
    expect(await spoken('it')).to.equal('en')
    expect(await spoken('*')).to.equal('en')
    expect(await spoken('<script>;q=a')).to.equal('en')
  })

  it('is told to browsers and caches, and turns the page where it is read from the right', async () => {
    const page = await reading(area, 'ar').visit('/terms')
    expect(wayOf(page)).to.equal('rtl')
    expect(page.headers.get('content-language')).to.equal('ar')
    expect(page.headers.get('vary')).to.include('Accept-Language').and.include('Cookie')
    expect(page.html)
      .to.include('ما الذي تشتريه')
      .and.match(/<div lang="en" dir="ltr">[^]*What you buy/)
  })

  it('is the one chosen in the foot of the page, on the same page and from then on', async () => {
    const person = reading(area, 'de')
    const page = await choose(person, await person.visit('/terms'), 'ja')
    expect(page.url).to.equal(`${area.url}/terms`)
    expect(languageIn(page)).to.equal('ja')
    expect(languageIn(await person.visit('/nowhere'))).to.equal('ja')
  })

  it('is kept with the person who is signed in, for other browsers, too', async () => {
    const here = reading(area, 'en')
    expect(languageIn(await choose(here, await signIn(here), 'es'))).to.equal('es')
    const elsewhere = reading(area, 'ja')
    expect(languageIn(await signIn(elsewhere))).to.equal('es')
    const page = await elsewhere.visit('/invoices')
    expect(page.html).to.include('<h1>Facturas</h1>').and.include('Japanese, cada mes')
    expect(page.html).to.include('4,00 USD')
    const out = await elsewhere.press(page, says('es')('sessions.sign-out'))
    expect(languageIn(out)).to.equal('es')
    await choose(here, await here.visit('/account'), 'en')
  })

  it('is the one that the help desk asks for at a login, until the person chooses another', async () => {
    const person = reading(area, 'fr')
    const asked = await person.visit(desk.loginAddress({ ui_locales: 'tlh ar-EG en' }))
    expect(wayOf(asked)).to.equal('rtl')
    expect(asked.html).to.include('تسجيل الدخول')
    const chosen = await choose(person, asked, 'de')
    expect(chosen.url).to.equal(asked.url)
    const consent = await person.press(chosen, 'Anmelden', olive)
    expect(consent.html).to.include('Diesen Helpdesk verbinden?').and.include(`<bdi>${panel}</bdi>`)
    const back = await person.press(consent, 'Erlauben')
    expect(back.url).to.include(`${panel}/connection/callback`)
  })

  it('is that of the help desk on the pages of a Logout and of a refused login, too', async () => {
    const person = reading(area, 'en')
    await signIn(person)
    const logout = await person.visit(`${desk.logoutAddress()}&ui_locales=fr`)
    expect(logout.html).to.include('Se déconnecter de l’espace client')
    const evil = { redirect_uri: 'https://evil.example', ui_locales: 'ja' }
    const refused = await reading(area, 'en').visit(desk.loginAddress(evil))
    expect(refused.html).to.include('このログインは続けられません')
  })

  it('is in the discovery document', async () => {
    const response = await fetch(`${area.url}/.well-known/openid-configuration`)
    expect(await response.json()).to.deep.include({ ui_locales_supported: languages.map(({ code }) => code) })
  })

  it('leads nowhere else when it is changed, and takes no language that there is not', async () => {
    const person = reading(area, 'en')
    const page = await person.visit('/sign-in')
    for (const away of ['https://evil.example/', '//evil.example', '/\\evil.example', '/./terms/..//x', '']) {
      const { url } = await person.press(page, 'Change language', { language: 'en', page: away })
      expect(url.startsWith(`${area.url}/sign-in?`), away).to.equal(true)
    }
    const unknown = await person.press(page, 'Change language', { language: 'tlh' })
    expect(unknown.status).to.equal(422)
    const forged = await person.post('/language', { language: 'ar', page: '/terms' })
    expect(forged.status).to.equal(403)
    expect(languageIn(await person.visit('/sign-in'))).to.equal(english.code)
  })

  it('is sound on a page of each language, and the whole client area is there in it', async () => {
    const seen = new Map<string, Page>()
    const looked = ['account', 'licences', 'subscriptions', 'invoices/INV-000001', 'cards', 'invoices']
    const person = reading(area, 'en')
    await signIn(person)
    for (const [i, { code, name, direction }] of languages.entries()) {
      await choose(person, await person.visit('/account'), code)
      for (const address of looked) {
        const page = await person.visit(`/${address}`)
        expect(page.status, `${address} in ${name}`).to.equal(200)
        expect(wayOf(page)).to.equal(direction)
        // each language is looked at on another page
        if (address === looked[(i + 4) % looked.length]) seen.set(`${address} in ${name}`, page)
      }
    }
    expect(seen.size).to.equal(languages.length)
    await expectSound(area.url, seen, { inTheDark: false })
  }).timeout(60_000)
})
