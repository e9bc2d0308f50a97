import { expect } from 'chai'
import { components } from '../../routes/previews.ts'
import { newPage } from '../support/browser.ts'
import { barriersOf, problemsOfPage } from '../support/html.ts'
import { startPanel, type TestPanel } from '../support/panel.ts'

describe('Every component, in each of its examples', function () {
  this.timeout(60_000)
  let panel: TestPanel

  before(async () => {
    panel = await startPanel()
  })
  after(() => panel.stop())

  it('is valid HTML', async () => {
    const ada = await panel.as('ada')
    expect(await problemsOfPage((await ada.get('/previews')).html), 'the list of them').to.deep.equal([])
    for (const { name, examples } of components())
      for (const [i, example] of examples.entries()) {
        const { status, html } = await ada.get(`/previews/${name}/${i}`)
        expect(status, `${name}: ${example.name}`).to.equal(200)
        expect(await problemsOfPage(html), `${name}: ${example.name}`).to.deep.equal([])
      }
  })

  it('has no barrier that axe knows', async () => {
    const page = await newPage()
    await page.goto(`${panel.url}/sign-in`)
    await page.getByLabel('E-mail').fill('ada@example.com')
    await page.getByLabel('Password').fill('demo-password')
    await page.getByRole('button', { name: 'Sign in' }).click()
    await page.getByRole('navigation').first().waitFor()
    for (const { name, examples } of components())
      for (const i of examples.keys()) {
        await page.goto(`${panel.url}/previews/${name}/${i}`)
        expect(await barriersOf(page), `${name}/${i}`).to.deep.equal([])
      }
    await page.context().close()
  })

  it('is not shown in production', async () => {
    const production = await startPanel({
      env: {
        NODE_ENV: 'production',
        SECRET_KEY: 'a-secret-of-the-test',
        LICENCE_KEY: 'TEST-LICENCE',
        CLIENT_ID: 'x',
        CLIENT_SECRET: 'x',
        CATALOGUE_ROOT: 'root.json',
      },
    })
    const ada = await production.as('ada')
    expect((await ada.get('/previews')).status).to.equal(404)
    await production.stop()
  })
})
