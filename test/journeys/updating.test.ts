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
import { installVersion } from '../support/updating.ts'

const samples = [realAddon('auto-reply', '1.0.0'), realAddon('auto-reply', '1.1.0')]

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
    await installVersion(panel, 'auto-reply', '1.0.0')
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
