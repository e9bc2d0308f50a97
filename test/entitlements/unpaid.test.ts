import { expect } from 'chai'
import { after, before, describe, it } from 'mocha'
import type { Client } from '../support/client.ts'
import type { Market } from '../support/market.ts'
import { ada, paidMarket, payingHelpDesk, type PayingHelpDesk, spender } from '../support/paying.ts'

describe('A cancelled add-on that is still on disk', function () {
  this.timeout(60_000)
  let shop: Market
  let desk: PayingHelpDesk
  let operator: Client
  before(async () => {
    shop = await paidMarket()
    desk = await payingHelpDesk(shop)
    operator = await desk.panel.as('ada')
    await desk.buy('japanese', 'monthly')
    const cancelled = await desk.services.entitlements.cancel('japanese', spender)
    if (!('operation' in cancelled)) throw new Error(JSON.stringify(cancelled))
    await desk.services.operations.ended(cancelled.operation.id, 10_000)
  })
  after(async () => {
    await desk.stop()
    await shop.close()
  })

  it('can’t be switched on again without paying', async () => {
    expect(await desk.installed('japanese')).to.equal(false)
    const refused = await operator.post('/languages/japanese/activation')
    expect(refused.status).to.equal(409)
    expect(refused.text).to.include('not paid for any more')
    expect(await desk.installed('japanese')).to.equal(false)
  })

  it('says so in its row, which has no Activate', async () => {
    const { text } = await operator.get('/languages')
    expect(text).to.include('not paid for any more, so it can’t be switched on')
    expect(text).not.to.include('Activate')
  })

  it('is switched on again by another purchase, which is charged once more', async () => {
    const operation = await desk.buy('japanese', 'annually')
    expect(operation.state).to.equal('done')
    expect(await desk.installed('japanese')).to.equal(true)
    expect(await desk.charges()).to.deep.equal(['japanese 400 USD monthly', 'japanese 4000 USD annually'])
    expect(await desk.services.manage.activate('japanese', ada)).to.include({ kind: 'nothing to do' })
  })
})
