import { expect } from 'chai'
import { after, before, describe, it } from 'mocha'
import type { Page } from 'playwright-core'
import { newPage } from '../support/browser.ts'
import { startPanel, type TestPanel } from '../support/panel.ts'

describe('Single keys', function () {
  this.timeout(40_000)
  let panel: TestPanel
  let page: Page
  before(async () => {
    panel = await startPanel()
    page = await newPage()
    await page.goto(`${panel.url}/sign-in`)
    await page.getByLabel('E-mail').fill('ada@example.com')
    await page.getByLabel('Password').fill('demo-password')
    await page.keyboard.press('Enter')
    await page.waitForURL('**/addons')
  })
  after(async () => {
    await page.context().close()
    await panel.stop()
  })

  const at = () => new URL(page.url()).pathname
  const focused = () => page.locator(':focus').getAttribute('name')
  const search = () => page.getByRole('searchbox')

  it('lead to the search field of a page, and type there what they are', async () => {
    await page.goto(`${panel.url}/addons`)
    await page.keyboard.press('/')
    expect(await focused()).to.equal('q')
    await page.keyboard.type('a/b?')
    expect(await search().inputValue()).to.equal('a/b?')
    expect(at()).to.equal('/addons')
  })

  it('open Help, but not with another key held down', async () => {
    await page.goto(`${panel.url}/inbox`)
    for (const key of ['Control+?', 'Alt+?', 'Meta+/']) await page.keyboard.press(key)
    expect([at(), await page.locator(':focus').count()]).to.deep.equal(['/inbox', 0])
    await page.keyboard.press('?')
    await page.getByRole('heading', { level: 1, name: 'Help' }).waitFor()
  })

  it('do nothing where the page has nothing to find', async () => {
    await page.goto(`${panel.url}/help`)
    await page.keyboard.press('/')
    expect(await page.locator(':focus').count()).to.equal(0)
  })

  it('do nothing once they are switched off in the profile', async () => {
    await page.goto(`${panel.url}/profile`)
    await page.getByLabel('Use single keys as shortcuts').uncheck()
    await page.getByRole('button', { name: 'Save' }).click()
    await page.getByText('Your profile was saved.').waitFor()
    await page.goto(`${panel.url}/inbox`)
    await page.keyboard.press('/')
    await page.keyboard.press('?')
    expect([at(), await page.locator(':focus').count()]).to.deep.equal(['/inbox', 0])
  })
})
