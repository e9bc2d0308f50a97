import { expect } from 'chai'
import { after, afterEach, before, beforeEach, describe, it } from 'mocha'
import type { Page } from 'playwright-core'
import { demoPassword } from '../../db/seeds/demo.ts'
import { buildRunner } from '../../setup/build.mjs'
import { complaintsOf, newPage, type Visit } from '../support/browser.ts'
import { barriersOf, problemsOfFragment } from '../support/html.ts'
import { keyboardOn, listenOn } from '../support/keyboard.ts'
import { customerOf, type Market, market } from '../support/market.ts'
import type { TestPanel } from '../support/panel.ts'
import { realAddon } from '../support/real-addons.ts'
import { german } from '../support/samples.ts'
import { installVersion } from '../support/updating.ts'

const germanAt = (version: string, text: string, more: object = {}) => ({
  ...german,
  version,
  manifest: { ...german.manifest, ...more },
  files: { ...german.files, 'CHANGES.md': text },
})
const samples = [
  germanAt('0.9.0', 'The very first.'),
  germanAt('1.0.0', 'The first.'),
  germanAt('1.1.0', 'Closes a *hole*.', { security: true }),
  realAddon('auto-reply', '1.0.0'),
  realAddon('auto-reply', '1.1.0'),
]

describe('Updating, in a browser', function () {
  this.timeout(60_000)
  let shop: Market
  let panel: TestPanel
  before(async () => {
    await buildRunner()
    shop = await market(samples)
  })
  after(() => shop.close())
  beforeEach(async () => {
    panel = await customerOf(shop, { code: true })
    for (const slug of ['german', 'auto-reply']) await installVersion(panel, slug, '1.0.0')
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
  const said = (page: Page, words: string) => page.locator('#status', { hasText: words }).waitFor()
  const isInstalled = async (slug: string, version: string) =>
    expect((await panel.services.installations.find(slug))?.version).to.equal(version)
  const holdArchive = () => {
    let release = () => {}
    const held = new Promise<undefined>(done => (release = () => done(undefined)))
    shop.misbehave(path => (path.endsWith('archive.tgz') ? held : undefined))
    return release
  }

  it('follows the stages in place, and says it once at the bottom when it is done', async () => {
    const page = await open('/addons/auto-reply')
    const complaints = complaintsOf(page)
    await page.getByText('Add the page “Automatic answers” for operators').first().waitFor()
    expect(await barriersOf(page)).to.deep.equal([])
    const { heard } = await listenOn(page)
    const release = holdArchive()
    await page.getByRole('button', { name: 'Update to 1.1.0 and allow this' }).click()
    await heading(page, 'Updating Auto-reply to 1.1.0')
    await page.getByText('Try out beside the running version').waitFor()
    expect(await barriersOf(page)).to.deep.equal([])
    release()
    await heading(page, 'Auto-reply was updated to 1.1.0')
    await said(page, 'Auto-reply was updated to 1.1.0')
    expect(await heard()).to.deep.equal(['Auto-reply was updated to 1.1.0'])
    expect(await barriersOf(page)).to.deep.equal([])
    expect(await problemsOfFragment(await page.locator('#main').innerHTML())).to.deep.equal([])
    expect(complaints).to.deep.equal([])
    await page.goto(`${panel.url}/addons/auto-reply`)
    expect(await barriersOf(page)).to.deep.equal([])
    await page.getByRole('link', { name: 'Go back to 1.0.0' }).click()
    await heading(page, 'Go back to Auto-reply 1.0.0?')
    expect(await barriersOf(page)).to.deep.equal([])
    await page.getByRole('button', { name: 'Go back to 1.0.0' }).click()
    await said(page, 'Auto-reply went back to 1.0.0')
    await isInstalled('auto-reply', '1.0.0')
    await page.context().close()
  })

  it('works with the keyboard alone, and never loses its place', async () => {
    const page = await open('/addons/german')
    const keys = keyboardOn(page)
    const stops = await keys.enter('Update to 1.1.0')
    await heading(page, 'German was updated to 1.1.0')
    await said(page, 'German was updated to 1.1.0')
    expect(await keys.focus()).to.include({ tag: 'H1', name: 'German was updated to 1.1.0' })
    await page.goto(`${panel.url}/addons/german`)
    stops.push(...(await keys.enter('Go back to 1.0.0')))
    await said(page, 'German went back to 1.0.0')
    await page.goto(`${panel.url}/addons/german`)
    stops.push(...(await keys.enter('Install the older version 0.9.0')))
    expect(await barriersOf(page)).to.deep.equal([])
    stops.push(...(await keys.enter('Replace 1.0.0 by the older 0.9.0')))
    await said(page, 'German was updated to 0.9.0')
    expect(stops.filter(({ isVisible }) => !isVisible)).to.deep.equal([])
    await isInstalled('german', '0.9.0')
    await page.context().close()
  })

  it('stays in place and says why where a press changes nothing', async () => {
    const page = await open('/addons/auto-reply')
    await page.locator('#update input[name=accept]').evaluate(field => field.remove())
    await page.getByRole('button', { name: 'Update to 1.1.0 and allow this' }).click()
    await page.locator('#problem').getByText('Auto-reply stays as it is').waitFor()
    expect(await barriersOf(page)).to.deep.equal([])
    await page.getByRole('button', { name: 'Update to 1.1.0 and allow this' }).click()
    await said(page, 'Auto-reply was updated to 1.1.0')
    await page.context().close()
  })
})
