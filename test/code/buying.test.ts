import { expect } from 'chai'
import { after, afterEach, before, beforeEach, describe, it } from 'mocha'
import { buildRunner } from '../../setup/build.mjs'
import { until } from '../support/code-panel.ts'
import { postbox } from '../support/code-samples.ts'
import { type Market, market } from '../support/market.ts'
import { payingHelpDesk, type PayingHelpDesk, spender } from '../support/paying.ts'

const aMonth = { currency: 'USD', cycle: 'monthly' as const, amount: 500 }
const paidPostbox = { ...postbox, manifest: { ...postbox.manifest, prices: [aMonth] } }

describe('A paid channel', function () {
  this.timeout(60_000)
  let shop: Market
  let desk: PayingHelpDesk
  before(async () => {
    await buildRunner()
    shop = await market([paidPostbox])
  })
  after(() => shop.close())
  beforeEach(async () => {
    desk = await payingHelpDesk(shop, { code: true })
    await desk.area.offer([{ addon: 'postbox', name: 'Postbox', author: 'souk', prices: [aMonth] }])
  })
  afterEach(() => desk.stop())

  const hook = async () => (await desk.panel.visitor().fetch('/hooks/postbox/form')).status

  it('is bought, runs at once, and is off at its address the moment it is cancelled', async () => {
    expect(await hook()).to.equal(404)
    const operation = await desk.buy('postbox', 'monthly')
    expect(operation).to.include({ state: 'done', kind: 'purchase' })
    expect(await desk.charges()).to.deep.equal(['postbox 500 USD monthly'])
    expect(await hook()).to.equal(200)

    const cancelled = await desk.services.entitlements.cancel('postbox', spender)
    expect(cancelled.kind).not.to.equal('refused')
    await until(hook, status => status === 410)
    await until(
      () => desk.services.code.doing('postbox'),
      doing => doing === undefined,
    )
  })
})
