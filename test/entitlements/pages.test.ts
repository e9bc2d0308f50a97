import { expect } from 'chai'
import type { Market } from '../support/market.ts'
import { networkFaults } from '../support/network-faults.ts'
import { paidMarket, payingHelpDesk, type PayingHelpDesk } from '../support/paying.ts'

const calls = /^(POST|GET) \/api\/v1\/entitlements\/[^/]+(\/cancellation)?$/
const day = 86_400_000

describe('What the pages say of a subscription', function () {
  this.timeout(60_000)
  let shop: Market
  let desk: PayingHelpDesk
  let now = new Date()
  before(async () => {
    shop = await paidMarket()
  })
  after(() => shop.close())
  beforeEach(async () => {
    now = new Date()
    desk = await payingHelpDesk(shop, { now: () => now, area: { now: () => now } })
    await desk.buy('japanese', 'monthly')
  })
  afterEach(() => desk.stop())

  const at = async (path: string, name = 'ada') => {
    const client = await desk.panel.as(name)
    await client.get(path)
    return client
  }

  it('is what Cancel does, then that it is done, then Purchase again', async () => {
    const ada = await at('/addons/japanese')
    expect(ada.page().text).to.include('4.00 USD')
    const done = await ada.press('Cancel Japanese now')
    expect(done.text).to.include('Japanese is cancelled')
    expect((await ada.get('/addons/japanese')).html).to.include('Purchase, monthly')
    expect((await ada.get('/languages')).text).to.include('Japanese')
  })

  it('is that billing goes on, how much and when, where it could not be reached', async () => {
    const ada = await at('/addons/japanese')
    const told = await desk.area.refuseDuring(() => ada.press('Cancel Japanese now'))
    expect(told.text).to.match(/Japanese goes on being charged: 4\.00 USD on \w+ \d+, \d{4}/)
    expect((await ada.get('/addons/japanese')).html).to.include('Cancel Japanese now')
  })

  it('is that nobody knows yet, where no answer arrives, and what came of it once one does', async () => {
    const ada = await at('/addons/japanese')
    desk.area.failWith(calls, networkFaults['N2 does it, and cuts'])
    const told = await ada.press('Cancel Japanese now')
    expect(told.text).to.include('Souk goes on asking')
    expect((await ada.get('/addons/japanese')).text).to.include('Checking whether Japanese is cancelled')
    desk.area.recover()
    await desk.services.entitlements.sync()
    expect((await ada.get('/addons/japanese')).html).to.include('Purchase, monthly')
  })

  it('is past due, then suspended with what brings it back, for whoever may see add-ons', async () => {
    await desk.payWith('4000000000000002')
    now = new Date(now.getTime() + 31 * day)
    await desk.area.billing.office.bill(now)
    await desk.services.entitlements.sync()
    expect((await at('/addons/japanese', 'cleo')).page().text).to.match(/past due|not paid|unpaid/i)
    now = new Date(now.getTime() + 15 * day)
    await desk.area.billing.office.bill(now)
    await desk.services.entitlements.sync()
    const page = (await at('/addons/japanese')).page()
    expect(page.text).to.include('It comes back by itself when the invoice is paid')
    expect(page.html).to.include('Cancel Japanese now')
    expect(page.html).not.to.include('Purchase, monthly')
    const activity = (await at('/activity')).page().text
    expect(activity).to.include('Switch off, as the right has ended')
  })
})
