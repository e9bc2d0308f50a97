import { expect } from 'chai'
import { after, before, describe, it } from 'mocha'
import type { Page } from 'playwright-core'
import { complaintsOf, newPage } from '../support/browser.ts'
import { barriersOf } from '../support/html.ts'
import { startPanel, type TestPanel } from '../support/panel.ts'

describe('Operators in a browser', () => {
  let panel: TestPanel
  before(async () => {
    panel = await startPanel()
  })
  after(() => panel.stop())

  const signIn = async (page: Page, next = '/operators') => {
    await page.goto(`${panel.url}${next}`)
    await page.getByLabel('E-mail').fill('ada@example.com')
    await page.getByLabel('Password').fill('demo-password')
    await page.getByRole('button', { name: 'Sign in' }).click()
    await page.waitForURL(`${panel.url}${next}`)
  }

  for (const visit of [{ width: 1280 }, { width: 320, dark: true, javaScript: true }])
    it(`find nothing in their way, ${visit.width} pixels wide`, async () => {
      const page = await newPage(visit)
      await page.goto(`${panel.url}/sign-in`)
      expect(await barriersOf(page), 'sign-in').to.deep.equal([])
      await signIn(page)
      const { services } = panel
      const [role] = await services.roles.list()
      const ben = await services.operators.findByEmail('ben@example.com')
      const { paths } = services
      for (const path of [paths.operators(), paths.operator(ben?.id ?? ''), paths.role(role?.id ?? '')]) {
        await page.goto(`${panel.url}${path}`)
        expect(await barriersOf(page), path).to.deep.equal([])
        const scroll = await page.evaluate('document.documentElement.scrollWidth')
        expect(scroll, `${path} is not wider than the screen`).to.be.at.most(visit.width)
      }
      await page.goto(`${panel.url}${paths.newOperator()}`)
      await page.locator('form.form').evaluate(form => form.setAttribute('novalidate', ''))
      await page.getByRole('button', { name: 'Add operator' }).click()
      await page.locator('#problems').waitFor()
      expect(await barriersOf(page), 'a form with errors').to.deep.equal([])
      await page.getByRole('link', { name: 'Enter a name.' }).click()
      expect(await page.locator(':focus').getAttribute('id')).to.equal('name')
      await page.context().close()
    }).timeout(90_000)

  it('filter the record without loading the page again, and come back with Back', async () => {
    const page = await newPage()
    const complaints = complaintsOf(page)
    await signIn(page, '/activity')
    await page.evaluate('window.kept = true')
    await page.getByLabel('Who').selectOption('Ada')
    await page.getByRole('button', { name: 'Show', exact: true }).click()
    await page.waitForURL(/operator=Ada/)
    await page
      .locator('h2', { hasText: 'entries' })
      .or(page.locator('h2', { hasText: 'entry' }))
      .waitFor()
    expect(await page.evaluate('window.kept')).to.equal(true)
    expect(await page.getByLabel('Who').inputValue()).to.equal('Ada')
    await page.goBack()
    await page.waitForURL(`${panel.url}/activity`)
    expect(await page.locator('h1').innerText()).to.equal('Activity')
    expect(complaints).to.deep.equal([])
    await page.context().close()
  })
})
