import { expect } from 'chai'
import { after, before, describe, it } from 'mocha'
import type { Client } from '../support/client.ts'
import type { Market } from '../support/market.ts'
import { paidMarket, payingHelpDesk, type PayingHelpDesk } from '../support/paying.ts'

describe('A due invoice that was paid in the client area', function () {
  this.timeout(60_000)
  let shop: Market
  let desk: PayingHelpDesk
  let operator: Client
  let now = new Date()
  before(async () => {
    shop = await paidMarket()
    now = new Date()
    desk = await payingHelpDesk(shop, { now: () => now })
    operator = await desk.panel.as('cleo')
    await desk.payWith('4000000000000002')
    await desk.buy('plain-english', 'one-time')
  })
  after(async () => {
    await desk.stop()
    await shop.close()
  })

  const payByHand = async (slug = 'plain-english') => {
    const { desk: counter } = desk.area.billing
    const card = await desk.area.addCard('4242424242424242')
    const number = (await desk.purchase(slug))?.invoice?.number ?? ''
    return (await counter.pay(number, card.id)).kind
  }

  it('turns into Install at the next visit, by anybody', async () => {
    expect((await operator.get('/addons/plain-english')).text).to.include('Check payment')
    expect(await payByHand()).to.equal('paid')
    now = new Date(now.getTime() + 6_000)
    const { text, html } = await operator.get('/addons/plain-english')
    expect(text).to.include('Already purchased').and.not.include('is to be paid')
    expect(html).to.include('>Install</button>')
    expect(await desk.charges()).to.deep.equal(['plain-english 1900 USD one-time'])
  })

  it('does not install itself', async () => {
    expect(await desk.installed('plain-english')).to.equal(null)
  })

  it('says where to switch on what is still on disk', async () => {
    await desk.payWith('4242424242424242')
    await desk.buy('japanese', 'monthly')
    const ada = await desk.panel.as('ada')
    await ada.get('/addons/japanese')
    await ada.press('Cancel Japanese now')
    now = new Date(now.getTime() + 6_000)
    await desk.payWith('4000000000000002')
    await desk.buy('japanese', 'monthly')
    expect(await payByHand('japanese')).to.equal('paid')
    now = new Date(now.getTime() + 6_000)
    const { text, html } = await operator.get('/addons/japanese')
    expect(text).to.include(
      'Japanese is paid. It is still on this help desk: open “Manage” and press “Activate”.',
    )
    expect(html).not.to.include('>Install</button>')
    expect(await desk.installed('japanese')).to.equal(false)
  })
})
