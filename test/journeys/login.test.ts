import { expect } from 'chai'
import type { Page } from 'playwright-core'
import { complaintsOf, newPage } from '../support/browser.ts'
import { type HelpDeskWithClientArea, helpDeskWithClientArea } from '../support/connected.ts'
import { barriersOf } from '../support/html.ts'

const signIn = async (page: Page, address: string) => {
  await page.goto(`${address}/sign-in`)
  await page.getByLabel('Email').or(page.getByLabel('E-mail')).first().fill('ada@example.com')
  await page.getByLabel('Password').fill('demo-password')
  await page.getByRole('button', { name: 'Sign in' }).click()
}

const inClientArea = async (page: Page, name: string) => {
  await page.getByLabel('E-mail').fill(`${name}@example.com`)
  await page.getByLabel('Password').fill('demo-password')
  await page.getByRole('button', { name: 'Sign in' }).click()
  const allow = page.getByRole('button', { name: 'Allow' })
  // somebody who allowed it once is not asked again
  await allow.or(page.locator('.masthead')).first().waitFor()
  if (await allow.isVisible()) await allow.click()
}

describe('Login in a browser', () => {
  let desk: HelpDeskWithClientArea
  before(async () => {
    desk = await helpDeskWithClientArea()
  })
  after(() => desk.stop())
  beforeEach(() => desk.reset())

  for (const javaScript of [true, false])
    it(`goes to the client area and back, wrong account first, ${javaScript ? 'with' : 'without'} script`, async () => {
      const page = await newPage({ javaScript })
      const complaints = complaintsOf(page)
      await signIn(page, desk.panel.url)
      await page.goto(`${desk.panel.url}/addons?sort=name`)
      await page.getByRole('button', { name: 'Login' }).click()
      await inClientArea(page, 'otto')
      await page.waitForURL(`${desk.panel.url}/addons?sort=name`)
      expect(await page.locator('#wrong-account').innerText()).to.include('Wrong account')
      if (javaScript) expect(await barriersOf(page)).to.deep.equal([])
      await page.getByRole('button', { name: 'Logout' }).click()
      await page.getByRole('button', { name: 'Logout' }).click()
      await page.waitForURL(`${desk.panel.url}/addons`)
      await page.getByRole('button', { name: 'Login' }).click()
      await inClientArea(page, 'olive')
      await page.waitForURL(`${desk.panel.url}/addons?sort=name`)
      expect(await page.locator('main').innerText()).to.include('Connected as Olive Owner')
      expect(await page.getByRole('button', { name: 'Login' }).count()).to.equal(0)
      await page.getByRole('link', { name: 'Disconnect' }).click()
      if (javaScript) expect(await barriersOf(page)).to.deep.equal([])
      await page.getByRole('button', { name: 'Disconnect' }).click()
      expect(await page.getByRole('status').innerText()).to.include('disconnected')
      expect(complaints).to.deep.equal([])
      await page.context().close()
    })

  it('shows a failure that nobody is hindered by', async () => {
    const page = await newPage({ width: 320 })
    await signIn(page, desk.panel.url)
    await page.goto(`${desk.panel.url}/connection/callback?code=x&state=y`)
    expect(await page.getByRole('heading', { level: 1 }).innerText()).to.equal('This login is over')
    expect(await barriersOf(page)).to.deep.equal([])
    await page.context().close()
  })
})
