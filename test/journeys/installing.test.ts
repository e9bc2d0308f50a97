import { expect } from 'chai'
import { after, before, describe, it } from 'mocha'
import type { Page } from 'playwright-core'
import { demoPassword } from '../../db/seeds/demo.ts'
import { complaintsOf, newPage, type Visit } from '../support/browser.ts'
import { barriersOf, problemsOfFragment, problemsOfPage } from '../support/html.ts'
import { customerOf, type Market, market } from '../support/market.ts'
import { french, german, greeting } from '../support/samples.ts'
import type { TestPanel } from '../support/panel.ts'

describe('Installing in a browser', function () {
  this.timeout(60_000)
  let shop: Market
  let panel: TestPanel
  before(async () => {
    shop = await market([french, german, greeting])
    panel = await customerOf(shop)
  })
  after(async () => {
    await panel.stop()
    await shop.close()
  })

  const open = async (visit: Visit = {}) => {
    const page = await newPage(visit)
    await page.goto(`${panel.url}/sign-in`)
    await page.fill('[name=email]', 'ada@example.com')
    await page.fill('[name=password]', demoPassword)
    await page.click('main button')
    return page
  }
  const heading = (page: Page, words: string) =>
    page.getByRole('heading', { level: 1, name: words }).waitFor()
  const holdArchive = () => {
    let release = () => {}
    const held = new Promise<undefined>(done => (release = () => done(undefined)))
    shop.misbehave(path => (path.endsWith('archive.tgz') ? held : undefined))
    return release
  }

  it('shows the stages while it runs and the end when it comes, without a click, and the page complains of nothing', async () => {
    const page = await open()
    const complaints = complaintsOf(page)
    await page.goto(`${panel.url}/addons/french`)
    const release = holdArchive()
    await page.getByRole('button', { name: 'Install' }).click()
    await heading(page, 'Installing French')
    await page.getByText('in progress').waitFor()
    expect(await barriersOf(page)).to.deep.equal([])

    release()
    await heading(page, 'French is installed')
    const quiet = await page
      .waitForRequest(() => true, { timeout: 1_500 })
      .then(request => request.url())
      .catch(() => 'quiet')
    expect(quiet, 'it asks no more').to.equal('quiet')
    expect(await barriersOf(page)).to.deep.equal([])
    await page.getByRole('link', { name: 'Manage' }).click()
    await page.locator('tr#french').waitFor()
    expect(complaints).to.deep.equal([])
    await page.context().close()
  })

  it('swaps the grid in place when a language is switched off and on', async () => {
    const page = await open()
    await page.goto(`${panel.url}/languages`)
    await page.evaluate(() => Object.assign(globalThis, { stayed: true }))
    await page.getByRole('button', { name: 'Deactivate French' }).click()
    await page.getByText('French is no longer active').waitFor()
    await page.getByRole('button', { name: 'Activate French' }).click()
    await page.getByText('French is active').waitFor()
    expect(await page.evaluate(() => 'stayed' in globalThis)).to.equal(true)
    await page.context().close()
  })

  it('is valid HTML without barriers on every page, in the state before, while and after', async () => {
    const page = await open()
    const ada = await panel.as('ada')
    await ada.get('/addons/greeting')
    await ada.press('Install')
    await ada.post('/languages/french/default')
    const pages = [
      '/languages',
      '/channels',
      '/plugins',
      '/languages/greeting/uninstallation',
      '/languages/french/uninstallation',
      '/languages/greeting/settings',
    ]
    for (const path of pages) {
      expect(await problemsOfPage((await ada.get(path)).html), path).to.deep.equal([])
      await page.goto(panel.url + path)
      expect(await barriersOf(page), path).to.deep.equal([])
    }
    const partial = { headers: { 'hx-request': 'true', 'hx-request-type': 'partial' } }
    expect(await problemsOfFragment((await ada.fetch('/languages', partial)).html)).to.deep.equal([])

    await ada.get('/languages/greeting/settings')
    const wrong = await ada.press('Save', { 'setting-signature': 'T', 'setting-repeats': '9' })
    expect(await problemsOfPage(wrong.html)).to.deep.equal([])
    expect(await problemsOfPage((await ada.post('/addons/french/installation')).html)).to.deep.equal([])
    shop.misbehave(path => (path.endsWith('archive.tgz') ? Buffer.from('no') : undefined))
    await ada.get('/addons/german')
    const failed = await ada.press('Install')
    expect(failed.text).to.include('German could not be installed')
    expect(await problemsOfPage(failed.html)).to.deep.equal([])
    shop.behave()
    await page.context().close()
  })
})
