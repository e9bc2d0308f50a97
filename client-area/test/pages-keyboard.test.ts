import { expect } from 'chai'
import type { Page } from 'playwright-core'
import { after, before, describe, it } from 'mocha'
import { newPage } from '../../test/support/browser.ts'
import { type ClientAreaForTests, clientArea } from '../../test/support/client-area.ts'
import { keyboardOn, type Stop } from '../../test/support/keyboard.ts'
import { buy, chargedTo } from './buying.ts'

describe('Paying and cancelling with the keyboard, on a narrow dark page without script', function () {
  this.timeout(60_000)
  let area: ClientAreaForTests
  let page: Page
  let olive: ReturnType<typeof keyboardOn>
  before(async () => {
    area = await clientArea({ panelUrl: 'http://127.0.0.1:3999' })
    await buy(area, 'japanese', 'monthly')
    const declined = (await area.billing.desk.cards(area.accountId)).find(({ last4 }) => last4 === '0002')
    await area.billing.desk.makeDefault(area.accountId, declined?.id ?? '')
    const { invoice } = await buy(area, 'plain-english', 'one-time')
    page = await newPage({ javaScript: false, width: 320, dark: true })
    olive = keyboardOn(page)
    await page.goto(invoice?.url ?? '')
  })
  after(async () => {
    await page.context().close()
    await area.stop()
  })

  const hidden = (stops: Stop[]) => stops.filter(({ isVisible }) => !isVisible).map(({ name }) => name)

  it('signs in, chooses another card and pays', async () => {
    await olive.fill('E-mail', 'olive@example.com')
    await olive.fill('Password', 'demo-password')
    await olive.press('Enter')
    await page.waitForURL(/invoices\/INV-000002$/)
    await olive.tabTo('Card')
    await olive.press('ArrowDown')
    expect(hidden(await olive.enter('Pay'))).to.deep.equal([])
    await page.getByText('Nothing more is to be paid').waitFor()
    expect(await chargedTo(area)).to.deep.equal([400, 1900])
  })

  it('cancels a subscription', async () => {
    expect(hidden(await olive.enter('Subscriptions'))).to.deep.equal([])
    await page.waitForURL(/subscriptions$/)
    expect(hidden(await olive.enter('Cancel'))).to.deep.equal([])
    await page.waitForURL(/cancellation$/)
    expect(hidden(await olive.enter('Cancel Japanese now'))).to.deep.equal([])
    await page.getByText('Japanese is cancelled').waitFor()
  })
})
