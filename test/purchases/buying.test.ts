import { expect } from 'chai'
import { after, afterEach, before, beforeEach, describe, it } from 'mocha'
import type { Market } from '../support/market.ts'
import { ada, paidMarket, payingHelpDesk, type PayingHelpDesk, spender } from '../support/paying.ts'

describe('Buying an add-on', function () {
  this.timeout(60_000)
  let shop: Market
  let desk: PayingHelpDesk
  before(async () => {
    shop = await paidMarket()
  })
  after(() => shop.close())
  beforeEach(async () => {
    desk = await payingHelpDesk(shop)
  })
  afterEach(() => desk.stop())

  it('charges what the button says, once, then installs and activates', async () => {
    const operation = await desk.buy('japanese', 'monthly')
    expect(operation).to.include({ state: 'done', kind: 'purchase', version: '1.0.0' })
    expect(await desk.charges()).to.deep.equal(['japanese 400 USD monthly'])
    expect(await desk.installed('japanese')).to.equal(true)
    const purchase = await desk.purchase('japanese')
    expect(purchase).to.include({ state: 'paid', total: 400, reference: operation.id })
    expect(purchase?.invoice?.state).to.equal('paid')
  })
})
