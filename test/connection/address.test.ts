import { expect } from 'chai'
import { after, afterEach, before, beforeEach, describe, it } from 'mocha'
import type { Client } from '../support/client.ts'
import { problemsOfPage } from '../support/html.ts'
import type { Market } from '../support/market.ts'
import { startPanel, type TestPanel } from '../support/panel.ts'
import { paidMarket, payingHelpDesk, type PayingHelpDesk } from '../support/paying.ts'

describe('A help desk at another address', function () {
  this.timeout(60_000)
  let shop: Market
  let original: PayingHelpDesk
  let elsewhere: TestPanel
  let ada: Client
  before(async () => {
    shop = await paidMarket()
  })
  after(() => shop.close())
  beforeEach(async () => {
    original = await payingHelpDesk(shop)
    await original.buy('japanese', 'monthly')
    const { databaseUrl } = original.services.settings
    elsewhere = await startPanel({
      databaseUrl,
      dataDir: original.panel.dataDir,
      catalogueUrl: shop.url,
      catalogueRoot: shop.root,
      env: original.area.settings,
    })
    ada = await elsewhere.as('ada')
  })
  afterEach(async () => {
    await elsewhere.stop()
    await original.stop()
  })

  it('asks whether it moved or is a copy, names both addresses, and buys and cancels nothing until then', async () => {
    const grid = await ada.get('/addons')
    expect(grid.text)
      .to.include('Did this help desk move, or is it a copy?')
      .and.to.include(original.panel.url)
      .and.to.include(elsewhere.url)
    expect(await problemsOfPage(grid.html)).to.deep.equal([])
    expect((await ada.get('/languages')).text).to.include('address has changed')

    const paid = await ada.get('/addons/plain-english')
    expect(paid.text).to.include('until then it buys nothing').and.not.to.include('Purchase,')
    const owned = await ada.get('/addons/japanese')
    expect(owned.text).not.to.include('Cancel Japanese now')
    expect(owned.text).to.include(
      'Until you say whether this help desk moved or is a copy, it cancels nothing.',
    )
    expect((await ada.post('/addons/japanese/cancellation')).status).to.equal(409)
  })

  it('goes on as before once somebody says that it moved', async () => {
    await ada.get('/addons')
    const page = await ada.press('It moved here')
    expect(page.text).to.include('goes on at its new address').and.not.to.include('is it a copy?')
    expect((await ada.get('/addons/japanese')).text).to.include('Cancel Japanese now')
  })

  it('installs as a copy what the original bought, buys and cancels nothing, and may be taken back', async () => {
    await ada.get('/addons')
    const page = await ada.press('It is a copy')
    expect(page.text).to.include('This help desk is a copy')
    expect((await ada.get('/addons/plain-english')).text).to.include(
      'This panel is a copy, so it buys nothing',
    )
    await ada.post('/languages/japanese/uninstallation', { data: 'keep' })
    await ada.get('/addons/japanese')
    expect((await ada.press('Install')).text).to.include('Japanese is installed')
    expect((await ada.get('/addons/japanese')).text).not.to.include('Cancel Japanese now')

    await ada.get('/addons')
    expect((await ada.press('It moved here')).text).to.include('goes on at its new address')
    expect(await original.charges()).to.deep.equal(['japanese 400 USD monthly'])
    expect((await ada.get('/addons/plain-english')).text).to.include('Purchase, one time: 19.00 USD now')
  })

  it('takes no other answer', async () => {
    expect((await ada.post('/connection/address', { answer: 'both' })).status).to.equal(422)
  })
})
