import { expect } from 'chai'
import { pagesOf } from '../support/pages.ts'
import { complaintsOf, newPage } from '../support/browser.ts'
import { barriersOf, problemsOfFragment, problemsOfPage } from '../support/html.ts'
import { type OperatorAtBrowser, operatorAt } from '../support/operator.ts'
import { type Souk, souk } from '../support/souk.ts'

describe('Every page of the panel', function () {
  this.timeout(120_000)
  let whole: Souk
  let ada: OperatorAtBrowser
  let pages: string[]
  let complaints: string[]
  const refused = new Set<string>()

  before(async () => {
    whole = await souk()
    const page = await newPage({ width: 1280 })
    complaints = complaintsOf(page)
    page.on('response', answer => {
      if (answer.status() >= 400) refused.add(new URL(answer.url()).pathname)
    })
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

  it('is valid HTML with one h1 and a title of its own, and has no barrier that axe knows', async () => {
    const titles = new Map<string, string>()
    for (const path of pages) {
      const html = await (await ada.open(path))?.text()
      expect(ada.page.url(), 'a page, not a way to one').to.equal(whole.panel.url + path)
      expect(await problemsOfPage(html ?? ''), path).to.deep.equal([])
      expect(await ada.page.locator('h1').count(), path).to.equal(1)
      const title = await ada.page.title()
      expect(titles.get(title), `"${title}" names ${path} and another page`).to.equal(undefined)
      titles.set(title, path)
      expect(await barriersOf(ada.page), path).to.deep.equal([])
    }
  })

  it('is valid HTML as the fragment that htmx asks for, without the document', async () => {
    const headers = { 'hx-request': 'true', 'hx-request-type': 'partial' }
    for (const path of pages) {
      const html = await (await ada.page.request.get(whole.panel.url + path, { headers })).text()
      expect(html, path).not.to.match(/<(html|body|main)[ >]/)
      expect(await problemsOfFragment(html), path).to.deep.equal([])
    }
  })

  it('has no barrier in the dark either, page by kind of page', async () => {
    await ada.page.emulateMedia({ colorScheme: 'dark' })
    for (const path of ofEachKind(pages)) {
      await ada.open(path)
      expect(await barriersOf(ada.page), path).to.deep.equal([])
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

  it('hides no entry of the menu behind another, however small the window and large the text', async () => {
    for (const { height, size } of [
      { height: 900, size: '200%' },
      { height: 600, size: '100%' },
      { height: 400, size: '150%' },
    ]) {
      await ada.page.setViewportSize({ width: 1280, height })
      await ada.open('/addons')
      await ada.page.evaluate(`document.documentElement.style.fontSize = '${size}'`)
      expect(await ada.page.evaluate(hiddenEntries), `${height} px, ${size}`).to.deep.equal([])
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
    }
    for (const path of ofEachKind(pages)) {
      await ada.open(path)
      expect(await barriersOf(ada.page), path).to.deep.equal([])
    }
  })

  it('breaks no rule of the content security policy', () => {
    expect([...refused]).to.deep.equal(['/nothing-here'])
    expect(complaints.filter(words => !words.includes('404'))).to.deep.equal([])
  })
})

// the grid, an offer, tables, a form, an operation, a list of steps, an error: colours are the same elsewhere
const ofEachKind = (pages: string[]) =>
  pages.filter(path =>
    /^\/(addons(\/arabic|\/telegram)?|languages|operations\/.*|profile|activity|status|nothing-here)$/.test(
      path,
    ),
  )

const widthOf = async ({ page }: OperatorAtBrowser) =>
  Number(await page.evaluate('document.documentElement.scrollWidth'))

/** Entries that keep something else before them where the keyboard has come to them. Runs in the page. */
const hiddenEntries = `[...document.querySelectorAll('.masthead a, .who a, .who button')].filter(entry => {
  entry.focus()
  const { left, top, height } = entry.getBoundingClientRect()
  const found = document.elementFromPoint(left + 4, top + height / 2)
  return !found || !entry.contains(found)
}).map(entry => entry.textContent.trim())`
