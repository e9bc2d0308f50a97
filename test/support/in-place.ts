import { expect } from 'chai'
import { after, afterEach, before } from 'mocha'
import type { BrowserContext, Page, Request } from 'playwright-core'
import type { Sample } from '../../catalogue/test/support.ts'
import { demoPassword } from '../../db/seeds/demo.ts'
import { newContext } from './browser.ts'
import { customerOf, type Market, market } from './market.ts'
import type { TestPanel } from './panel.ts'

interface Place {
  shop: Market
  panel: TestPanel
  context: BrowserContext
  page: Page
}

/** Somebody signed in to a panel with these add-ons in its list; `at` says where they are, a new page for each test. */
export const atPanelWith = (samples: Sample[]) => {
  let place: Place | undefined
  let isHere = ''
  const at = () => {
    if (!place) throw new Error('Nobody has arrived yet')
    return place
  }
  before(async () => {
    const shop = await market(samples)
    const context = await newContext()
    place = { shop, panel: await customerOf(shop), context, page: await context.newPage() }
  })
  afterEach(async () => {
    at().shop.behave()
    await at().page.close()
  })
  after(async () => {
    const { context, panel, shop } = at()
    await context.close()
    await panel.stop()
    await shop.close()
  })

  const arrive = async (path: string, name = 'ada') => {
    const { context, panel } = at()
    if (isHere !== name) await context.clearCookies()
    isHere = name
    const page = await context.newPage()
    at().page = page
    await page.goto(panel.url + path)
    if (page.url() !== panel.url + path) await signIn(page, name)
    await page.waitForURL(panel.url + path)
    await page.evaluate('window.stayed = true')
    return page
  }
  const isOnePage = async () => {
    for (const part of ['main', 'h1', 'header', '#status', '.skip-link'])
      expect(await at().page.locator(part).count(), part).to.equal(1)
  }

  return {
    at,
    /** opens an address as somebody, signed in */
    arrive,
    /** false once a whole document has been loaded */
    stayed: () => at().page.evaluate('window.stayed === true'),
    search: () => at().page.getByLabel('Search add-ons'),
    cards: () => at().page.locator('.card h3').allInnerTexts(),
    counted: (words: string) => at().page.getByRole('heading', { name: words, exact: true }).waitFor(),
    heading: (words: string) => at().page.getByRole('heading', { level: 1, name: words }).waitFor(),
    /** one page and no second one inside: each landmark and each name once */
    isOnePage,
  }
}

const signIn = async (page: Page, name: string) => {
  await page.fill('[name=email]', `${name}@example.com`)
  await page.fill('[name=password]', demoPassword)
  await page.click('main button')
}

/** Holds what a page asks for in these requests, until `release`. */
export const holding = async (page: Page, isHeld: (request: Request) => boolean) => {
  let release = () => {}
  const gate = new Promise<void>(done => (release = done))
  const asked: string[] = []
  const settled: Promise<void>[] = []
  await page.route('**/*', async route => {
    if (!isHeld(route.request())) return route.continue()
    asked.push(route.request().url())
    // a browser that has lost interest hangs up
    settled.push(gate.then(() => route.continue()).catch(() => undefined))
  })
  return { asked, release, settled: () => Promise.all(settled) }
}
