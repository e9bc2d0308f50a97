import { expect } from 'chai'
import { after, before, describe, it } from 'mocha'
import type { Page } from 'playwright-core'
import { complaintsOf, newPage } from '../support/browser.ts'
import { barriersOf } from '../support/html.ts'
import { keyboardOn, listenOn, type Stop } from '../support/keyboard.ts'
import { operatorAt } from '../support/operator.ts'
import { type Souk, souk } from '../support/souk.ts'

const unseen = (stops: Stop[]) => stops.filter(({ isVisible }) => !isVisible)

/** Makes a card of the test gateway olive's default: 0002 is declined, 0077 waits for the next billing run. */
const payWith = async ({ area }: Souk, number: string) => {
  const card = await area.addCard(number)
  await area.billing.desk.makeDefault(area.accountId, card.id)
}
const charges = async ({ area }: Souk) =>
  (await area.billing.office.ledger())
    .filter(({ kind }) => kind === 'charge')
    .map(({ addon, amount, currency }) => `${addon} ${amount} ${currency}`)

for (const javaScript of [true, false])
  describe(`Buying in a browser ${javaScript ? 'with' : 'without'} JavaScript`, function () {
    this.timeout(60_000)
    let whole: Souk
    let page: Page
    let complaints: string[]
    const heading = (words: string | RegExp, level = 1) =>
      page.getByRole('heading', { level, name: words }).waitFor()
    const sees = async (words: string | RegExp) => page.getByText(words).first().waitFor()
    const open = (path: string) => page.goto(whole.panel.url + path)
    const press = (name: string | RegExp) => page.getByRole('button', { name }).click()
    const fits = async () => {
      expect(Number(await page.evaluate('document.documentElement.scrollWidth'))).to.be.at.most(320)
      expect(await barriersOf(page)).to.deep.equal([])
    }

    before(async () => {
      whole = await souk()
      // axe needs script; without it the page is only read
      page = await newPage({ javaScript, width: 320, height: 800 })
      complaints = complaintsOf(page)
      const ada = operatorAt(page, whole)
      await ada.signIn('ada')
      await open('/addons/japanese')
      await ada.logIn('olive')
    })
    after(async () => {
      await page.context().close()
      await whole.stop()
    })

    it('buys a subscription by one press, and has it installed', async () => {
      if (javaScript) await fits()
      await press('Purchase, monthly: 4.00 USD now')
      await heading('Japanese is purchased and installed')
      expect(await charges(whole)).to.deep.equal(['japanese 400 USD'])
    })

    it('cancels it by the last button of the page, and may purchase it again', async () => {
      await open('/addons/japanese')
      if (javaScript) await fits()
      await press('Cancel Japanese now')
      await heading('Japanese is cancelled')
      await open('/addons/japanese')
      await page.getByRole('button', { name: /^Purchase, annually/ }).waitFor()
    })

    it('is shown the due invoice of a declined card, and can withdraw the order', async () => {
      await payWith(whole, '4000000000000002')
      await open('/addons/plain-english')
      await press('Purchase, one time: 19.00 USD now')
      await heading('Payment due', 3)
      if (javaScript) await fits()
      await press('Check payment')
      await sees('is not paid yet')
      await press('Withdraw this order')
      await sees('is withdrawn. Nothing has to be paid.')
    })

    it('sees a payment under way become Install, by itself or by Check payment', async () => {
      await payWith(whole, '4000000000000077')
      await open('/addons/plain-english')
      await press('Purchase, one time: 19.00 USD now')
      await heading('The payment is under way', 3)
      await whole.area.billing.office.bill(new Date())
      if (!javaScript) await press('Check payment')
      await page.getByRole('button', { name: 'Install', exact: true }).waitFor({ timeout: 20_000 })
      await sees('is paid. You can install it now.')
      await press('Install')
      await heading('Plain English is installed')
      expect(await charges(whole)).to.deep.equal(['japanese 400 USD', 'plain-english 1900 USD'])
    })

    it('finds it all in the list of purchases', async () => {
      await open('/addons')
      await page.getByRole('link', { name: 'Purchases' }).click()
      await heading('Purchases')
      if (javaScript) await fits()
      expect(await page.locator('tbody tr').count()).to.equal(3)
      expect(complaints).to.deep.equal([])
    })
  })

describe('Buying with the keyboard alone', function () {
  this.timeout(60_000)
  let whole: Souk
  let page: Page
  before(async () => {
    whole = await souk()
    page = await newPage()
    const ada = operatorAt(page, whole)
    await ada.signIn('ada')
    await ada.open('/addons/japanese')
    await ada.logIn('olive')
  })
  after(async () => {
    await page.context().close()
    await whole.stop()
  })

  it('reads account, card and terms on the way to the button, and is told once how it ended', async () => {
    await page.goto(`${whole.panel.url}/addons/japanese`)
    const keys = keyboardOn(page)
    const { heard, focused } = await listenOn(page)
    const stops = await keys.tabTo('Purchase, monthly: 4.00 USD now')
    expect(stops.map(({ name }) => name)).to.include('Terms of sale')
    const button = page.getByRole('button', { name: 'Purchase, monthly: 4.00 USD now' })
    const described = await button.getAttribute('aria-describedby')
    expect(await page.locator(`#${described}`).innerText()).to.include('The next charge is 4.00 USD on')
    await keys.press('Enter')
    await page.getByRole('heading', { name: 'Japanese is purchased and installed' }).waitFor()
    expect(unseen(stops)).to.deep.equal([])
    expect(await heard()).to.deep.equal(['Japanese is purchased and installed'])
    expect(await focused()).not.to.include('BODY')
  })
})
