import { expect } from 'chai'
import { after, afterEach, before, beforeEach, describe, it } from 'mocha'
import type { Page } from 'playwright-core'
import { demoPassword } from '../../db/seeds/demo.ts'
import { buildRunner } from '../../setup/build.mjs'
import { complaintsOf, newPage, type Visit } from '../support/browser.ts'
import { barriersOf, problemsOfFragment } from '../support/html.ts'
import { listenOn } from '../support/keyboard.ts'
import { customerOf, type Market, market } from '../support/market.ts'
import type { TestPanel } from '../support/panel.ts'
import { realAddon } from '../support/real-addons.ts'
import { french, german, languagePack } from '../support/samples.ts'
import { installVersion } from '../support/updating.ts'

const spanish = languagePack('spanish', 'es', 'Español', { 'layout.sign-out': 'Salir' })
const samples = [
  ...[french, german, spanish].flatMap(sample => ['1.0.0', '1.1.0'].map(version => ({ ...sample, version }))),
  realAddon('auto-reply', '1.0.0'),
  realAddon('auto-reply', '1.1.0'),
]

describe('Many updates at once, in a browser', function () {
  this.timeout(60_000)
  let shop: Market
  let panel: TestPanel
  before(async () => {
    await buildRunner()
    shop = await market(samples)
  })
  after(() => shop.close())
  beforeEach(async () => {
    shop.behave()
    panel = await customerOf(shop, { code: true })
    for (const slug of ['french', 'german', 'spanish', 'auto-reply'])
      await installVersion(panel, slug, '1.0.0')
  })
  afterEach(() => panel.stop())

  const open = async (path: string, visit: Visit = {}) => {
    const page = await newPage(visit)
    await page.goto(`${panel.url}/sign-in`)
    await page.fill('[name=email]', 'ada@example.com')
    await page.fill('[name=password]', demoPassword)
    await page.click('main button')
    await page.goto(panel.url + path)
    return page
  }
  const heading = (page: Page, words: string) =>
    page.getByRole('heading', { level: 1, name: words }).waitFor()
  const widthOf = (page: Page) => page.evaluate('document.documentElement.scrollWidth')
  const holdArchive = (slug: string) => {
    let release = () => {}
    const held = new Promise<undefined>(done => (release = () => done(undefined)))
    shop.misbehave(path => (path.includes(`/${slug}/1.1.0/archive`) ? held : undefined))
    return () => release()
  }
  const versions = async () =>
    (await panel.services.installations.all()).map(({ addon, version }) => `${addon} ${version}`)

  it('shows each result in place as it comes, and says the end once at the bottom', async () => {
    const page = await open('/updates')
    const complaints = complaintsOf(page)
    await page.getByText('Add the page “Automatic answers” for operators').waitFor()
    expect(await barriersOf(page)).to.deep.equal([])
    const { heard } = await listenOn(page)
    const release = holdArchive('german')
    await page.getByRole('button', { name: 'Update what is chosen' }).click()
    await heading(page, 'Updating 3 add-ons')
    await page.getByRole('row', { name: /French.*Updated/ }).waitFor()
    await page.getByRole('row', { name: /German.*Being updated/ }).waitFor()
    expect(await barriersOf(page)).to.deep.equal([])
    release()
    await heading(page, '3 of 3 add-ons were updated')
    await page.locator('#status', { hasText: '3 of 3 add-ons were updated' }).waitFor()
    expect(await heard()).to.deep.equal(['3 of 3 add-ons were updated'])
    expect(await barriersOf(page)).to.deep.equal([])
    expect(await problemsOfFragment(await page.locator('#main').innerHTML())).to.deep.equal([])
    expect(complaints).to.deep.equal([])
    await page.context().close()
  })

  it('fits into 320 px, without script and with', async () => {
    for (const javaScript of [false, true]) {
      const page = await open('/updates', { width: 320, javaScript })
      expect(await widthOf(page)).to.be.at.most(320)
      if (javaScript) expect(await barriersOf(page)).to.deep.equal([])
      await page.context().close()
    }
    const page = await open('/updates', { width: 320, javaScript: false })
    await page.getByRole('checkbox', { name: 'French' }).uncheck()
    await page.getByRole('button', { name: 'Update what is chosen' }).click()
    await heading(page, '2 of 2 add-ons were updated')
    expect(await widthOf(page)).to.be.at.most(320)
    expect(await versions())
      .to.include('french 1.0.0')
      .and.to.include('german 1.1.0')
    await page.context().close()
  })
})
