import { expect } from 'chai'
import { after, before, describe, it } from 'mocha'
import type { Page } from 'playwright-core'
import { complaintsOf, newPage } from '../support/browser.ts'
import { keyboardOn, listenOn, type Stop } from '../support/keyboard.ts'
import { type Souk, souk } from '../support/souk.ts'

const isCard = ({ tag, name }: Stop) => tag === 'A' && name === 'Arabic'
const unseen = (stops: Stop[]) => stops.filter(({ isVisible }) => !isVisible)

describe('The main job with the keyboard alone', function () {
  this.timeout(60_000)
  let whole: Souk
  let page: Page
  let keys: ReturnType<typeof keyboardOn>
  let complaints: string[]

  before(async () => {
    whole = await souk()
    page = await newPage()
    complaints = complaintsOf(page)
    keys = keyboardOn(page)
  })
  after(async () => {
    await page.context().close()
    await whole.stop()
  })

  const open = (path: string) => page.goto(whole.panel.url + path)
  const heading = (words: string | RegExp) => page.getByRole('heading', { level: 1, name: words }).waitFor()
  const shown = (words: string) => page.locator('#status', { hasText: words }).waitFor()

  it('signs in', async () => {
    await open('/sign-in')
    await keys.fill('E-mail', 'ada@example.com')
    await keys.fill('Password', 'demo-password')
    await keys.press('Enter')
    await heading('Add-ons')
  })

  it('comes to the first card after at most 15 stops, and always sees where it is', async () => {
    await open('/addons')
    const stops = await keys.tabTo('Arabic')
    expect(stops.length, stops.map(({ name }) => name).join(' | ')).to.be.at.most(15)
    expect(unseen(stops)).to.deep.equal([])
    expect(stops.findLast(isCard)).not.to.equal(undefined)
  })

  it('comes there sooner over the skip link', async () => {
    await open('/addons')
    const [skip] = await keys.enter('Skip to main content')
    expect(skip).to.include({ isVisible: true })
    const stops = await keys.tabTo('Arabic')
    expect(stops.length, stops.map(({ name }) => name).join(' | ')).to.be.at.most(10)
  })

  it('searches, hears how many there are, and goes on typing', async () => {
    await open('/addons')
    await keys.enter('Skip to main content')
    await keys.fill('Search add-ons', 'fren')
    await page.waitForURL(/q=fren&/)
    await keys.type('ch')
    const count = page.getByRole('heading', { name: '1 add-on', exact: true })
    await count.waitFor()
    await shown('1 add-on')
    expect(await keys.focus()).to.include({ name: 'Search add-ons', isVisible: true })
    await page.waitForURL(/q=french&/)
    await keys.enter('French')
    await heading('French')
  })

  it('logs in to the client area and comes back', async () => {
    await keys.enter('Login')
    await page.waitForURL(address => address.origin === whole.area.url)
    const stops = await keys.tabTo('E-mail')
    await keys.type('olive@example.com')
    await keys.fill('Password', 'demo-password')
    await keys.press('Enter')
    await page.getByRole('button', { name: 'Allow' }).waitFor()
    stops.push(...(await keys.enter('Allow')))
    await page.getByRole('button', { name: 'Install' }).waitFor()
    expect(unseen(stops)).to.deep.equal([])
    expect(page.url()).to.equal(`${whole.panel.url}/addons/french`)
  })

  it('installs French, is told when it is done, and never loses its place', async () => {
    const { heard, focused } = await listenOn(page)
    expect(unseen(await keys.enter('Install'))).to.deep.equal([])
    await heading('French is installed')
    await shown('French is installed')
    expect(await heard()).to.deep.equal(['French is installed'])
    expect(await focused()).not.to.include('BODY')
    expect(await keys.focus()).to.include({ tag: 'H1', name: 'French is installed' })
    expect(unseen(await keys.tabTo('Manage'))).to.deep.equal([])
  })

  for (const [name, key, code] of [
    ['French', 'Fr', 'fr'],
    ['English', 'En', 'en'],
  ] as const)
    it(`lets the panel speak ${name}`, async () => {
      await open('/profile')
      const stops = await keys.tabTo(/^(Language|Langue)$/)
      await keys.type(key)
      stops.push(...(await keys.enter(/^(Save|Enregistrer)/)))
      await page.locator(`html[lang=${code}]`).waitFor()
      expect(unseen(stops)).to.deep.equal([])
    })

  it('switches French off, is told so, and stays in place', async () => {
    await open('/languages')
    const { heard, focused } = await listenOn(page)
    await keys.enter('Deactivate French')
    await page.getByRole('button', { name: 'Activate French', exact: true }).waitFor()
    await shown('French is no longer active')
    expect(await heard()).to.have.lengthOf(1)
    expect(await focused()).not.to.include('BODY')
    expect((await keys.focus()).isLost).to.equal(false)
  })

  it('uninstalls French', async () => {
    await open('/languages')
    await keys.enter('Uninstall French')
    await heading('Uninstall French?')
    const stops = await keys.enter('Uninstall')
    await shown('French is uninstalled')
    expect(unseen(stops)).to.deep.equal([])
  })

  it('lands on what is wrong in a form, with its reason', async () => {
    await open('/profile/password')
    await page.locator('form.form').evaluate(form => form.setAttribute('novalidate', ''))
    await keys.enter('Change password')
    await page.locator('#problems').waitFor()
    await keys.enter('Skip to main content')
    await keys.press('Tab')
    await keys.press('Enter')
    expect(await page.locator(':focus').getAttribute('aria-invalid')).to.equal('true')
  })

  it('finds nothing wrong in the console', () => {
    expect(complaints.filter(words => !/422/.test(words))).to.deep.equal([])
  })
})
