import { expect } from 'chai'
import { pagesOf } from '../support/pages.ts'
import { complaintsOf, newPage } from '../support/browser.ts'
import { barriersOf, problemsOfPage } from '../support/html.ts'
import { type OperatorAtBrowser, operatorAt } from '../support/operator.ts'
import { type Souk, souk } from '../support/souk.ts'

describe('Every page of the panel', function () {
  this.timeout(120_000)
  let whole: Souk
  let ada: OperatorAtBrowser
  let pages: string[]
  let complaints: string[]

  before(async () => {
    whole = await souk()
    const page = await newPage({ width: 1280 })
    complaints = complaintsOf(page)
    ada = operatorAt(page, whole)
    await ada.signIn('ada')
    await ada.open('/addons/arabic')
    await ada.logIn('olive')
    await ada.press('Install')
    await ada.page.getByRole('heading', { name: 'Arabic is installed' }).waitFor()
    pages = await pagesOf(whole)
  })
  after(async () => {
    await ada.page.context().close()
    await whole.stop()
  })

  it('is valid HTML with one h1 and a title of its own', async () => {
    const titles = new Map<string, string>()
    for (const path of pages) {
      const html = await (await ada.open(path))?.text()
      expect(await problemsOfPage(html ?? ''), path).to.deep.equal([])
      expect(await ada.page.locator('h1').count(), path).to.equal(1)
      const title = await ada.page.title()
      expect(titles.get(title), `"${title}" names ${path} and another page`).to.equal(undefined)
      titles.set(title, path)
    }
  })

  it('has no barrier that axe knows, light and dark', async () => {
    for (const colorScheme of ['light', 'dark'] as const) {
      await ada.page.emulateMedia({ colorScheme })
      for (const path of pages) {
        await ada.open(path)
        expect(await barriersOf(ada.page), `${path}, ${colorScheme}`).to.deep.equal([])
      }
    }
    await ada.page.emulateMedia({ colorScheme: 'light' })
  })

  it('fits into 320 px, also with text twice as large', async () => {
    await ada.page.setViewportSize({ width: 320, height: 640 })
    for (const path of pages) {
      await ada.open(path)
      expect(await widthOf(ada), path).to.be.at.most(320)
    }
    await ada.page.setViewportSize({ width: 640, height: 640 })
    for (const path of pages) {
      await ada.open(path)
      await ada.page.evaluate("document.documentElement.style.fontSize = '200%'")
      expect(await widthOf(ada), `${path}, large text`).to.be.at.most(640)
    }
    await ada.page.setViewportSize({ width: 1280, height: 800 })
  })

  it('turns right to left in Arabic, and fits there too', async () => {
    await ada.open('/profile')
    await ada.page.locator('[name=language]').selectOption('ar')
    await ada.page.locator('form:has([name=language]) button').click()
    await ada.page.waitForFunction("document.documentElement.dir === 'rtl'")
    await ada.page.setViewportSize({ width: 320, height: 640 })
    for (const path of pages) {
      await ada.open(path)
      expect(await ada.page.locator('html').getAttribute('dir'), path).to.equal('rtl')
      expect(await widthOf(ada), path).to.be.at.most(320)
      expect(await barriersOf(ada.page), path).to.deep.equal([])
    }
  })

  it('breaks no rule of the content security policy', () => {
    expect(complaints).to.deep.equal([])
  })
})

const widthOf = async ({ page }: OperatorAtBrowser) =>
  Number(await page.evaluate('document.documentElement.scrollWidth'))
