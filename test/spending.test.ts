import { expect } from 'chai'
import { after, before, describe, it } from 'mocha'
import { chartIn } from './support/chart.ts'
import type { Client } from './support/client.ts'
import { problemsOfPage } from './support/html.ts'
import type { Market } from './support/market.ts'
import { paidMarket, payingHelpDesk, type PayingHelpDesk } from './support/paying.ts'

describe('Spending, as an operator sees it', function () {
  this.timeout(60_000)
  let shop: Market
  let desk: PayingHelpDesk
  let ada: Client
  let now = new Date()
  before(async () => {
    shop = await paidMarket()
    desk = await payingHelpDesk(shop, { now: () => now, area: { now: () => now } })
    ada = await desk.panel.as('ada')
  })
  after(async () => {
    await desk.stop()
    await shop.close()
  })

  it('is not drawn before anything was charged', async () => {
    expect((await ada.get('/purchases')).html).not.to.include('<svg class="bars"')
  })

  it('is drawn by month and add-on as soon as something was bought', async () => {
    await desk.buy('plain-english', 'one-time')
    await desk.buy('japanese', 'monthly')
    const { html, text } = await ada.get('/purchases')
    const { head, rows, drawn, label } = chartIn(html)
    expect(text).to.include('Spending in the last 12 months').and.to.include('Show the numbers')
    expect(label).to.include('in USD').and.to.include('23.00 USD in all')
    expect([head, rows.length]).to.deep.equal([['Month', 'Plain-english', 'Japanese', 'Total'], 12])
    expect(rows.at(-1)?.cells).to.deep.equal([19, 4, 23])
    expect(drawn).to.deep.equal([
      { look: 1, column: 11, value: 19 },
      { look: 2, column: 11, value: 4 },
    ])
    expect(await problemsOfPage(html)).to.deep.equal([])
  })

  it('has renewals too, as the client area charged them, and loses what was paid back', async () => {
    now = new Date(now.getTime() + 32 * 86_400_000)
    await desk.area.billing.office.bill(now)
    await desk.services.entitlements.sync()
    ada = await desk.panel.as('ada')
    const sums = async () => chartIn((await ada.get('/purchases')).html).rows.map(({ cells }) => cells.at(-1))
    expect((await sums()).filter(sum => sum !== 0)).to.deep.equal([23, 4])
    const invoices = await desk.area.billing.desk.invoices([desk.area.accountId])
    const once = invoices.find(({ total }) => total === 1900)
    await desk.area.billing.office.refund(once?.number ?? '')
    await desk.services.entitlements.sync()
    expect((await sums()).filter(sum => sum !== 0)).to.deep.equal([4, 4])
  })
})
