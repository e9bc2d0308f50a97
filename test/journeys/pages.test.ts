import { expect } from 'chai'
import { pagesOf } from '../support/pages.ts'
import { complaintsOf, newPage } from '../support/browser.ts'
import { barriersOf } from '../support/html.ts'
import { alikeOn, cutOn, look, modes, movingOn } from '../support/modes.ts'
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

  const found: string[] = []
  const note = (where: string, problems: string[]) => found.push(...problems.map(one => `${where}: ${one}`))
  const taken = () => found.splice(0)
  const lookForRoom = async (path: string) => {
    for (const mode of modes.filter(({ width }) => width)) {
      await look(ada.page, mode)
      note(`${path}, ${mode.name}`, await cutOn(ada.page))
    }
  }
  const lookForBarriers = async (path: string, mode = modes[0] ?? { name: 'light' }) => {
    await look(ada.page, mode)
    note(`${path}, ${mode.name}`, await barriersOf(ada.page))
    note(`${path}, movement`, await movingOn(ada.page))
  }

  // that it is valid HTML is looked at when all tests of this file have ended, as of everything that tests show
  it('has one h1 and a title of its own, hinders nobody, and fits, in whatever way it is looked at', async () => {
    const titles = new Map<string, string>()
    for (const [n, path] of pages.entries()) {
      await ada.open(path)
      expect(ada.page.url(), 'a page, not a way to one').to.equal(whole.panel.url + path)
      expect(await ada.page.locator('h1').count(), path).to.equal(1)
      const title = await ada.page.title()
      expect(titles.get(title), `"${title}" names ${path} and another page`).to.equal(undefined)
      titles.set(title, path)
      note(`${path}, names`, await alikeOn(ada.page))
      await lookForRoom(path)
      await lookForBarriers(path, modes[n % modes.length])
    }
    expect(taken()).to.deep.equal([])
  })

  it('is a fragment without the document where htmx asks for it', async () => {
    const headers = { 'hx-request': 'true', 'hx-request-type': 'partial' }
    for (const path of pages) {
      const html = await (await ada.page.request.get(whole.panel.url + path, { headers })).text()
      expect(html, path).not.to.match(/<(html|body|main)[ >]/)
    }
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

  it('turns right to left in Arabic, hinders nobody, and fits there too', async () => {
    await ada.choose('ar')
    const turned = modes.findIndex(({ isTurned }) => isTurned)
    for (const [n, path] of pages.entries()) {
      const html = await (await ada.page.request.get(whole.panel.url + path)).text()
      expect(html, path).to.include('<html lang="ar" dir="rtl"')
      if (n % modes.length !== turned) continue
      await ada.open(path)
      await lookForBarriers(path, modes[turned])
      await lookForRoom(path)
    }
    expect(taken()).to.deep.equal([])
  })

  it('breaks no rule of the content security policy', () => {
    expect([...refused]).to.deep.equal(['/nothing-here'])
    expect(complaints.filter(words => !words.includes('404'))).to.deep.equal([])
  })
})

/** Entries that keep something else before them where the keyboard has come to them. Runs in the page. */
const hiddenEntries = `[...document.querySelectorAll('.masthead a, .who a, .who button')].filter(entry => {
  entry.focus()
  const { left, top, height } = entry.getBoundingClientRect()
  const found = document.elementFromPoint(left + 4, top + height / 2)
  return !found || !entry.contains(found)
}).map(entry => entry.textContent.trim())`
