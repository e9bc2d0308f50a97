import { expect } from 'chai'
import { after, afterEach, before, beforeEach, describe, it } from 'mocha'
import { openDb } from '../db/index.ts'
import { migrations } from '../db/migrations/index.ts'
import type { Client } from './support/client.ts'
import { problemsOfPage } from './support/html.ts'
import type { Market } from './support/market.ts'
import { networkFaults } from './support/network-faults.ts'
import { paidMarket, payingHelpDesk, type PayingHelpDesk } from './support/paying.ts'

const button = 'Cancel Japanese now'

describe('Cancel, as an operator sees it', function () {
  this.timeout(60_000)
  let shop: Market
  let desk: PayingHelpDesk
  let ada: Client
  before(async () => {
    shop = await paidMarket()
  })
  after(() => shop.close())
  beforeEach(async () => {
    desk = await payingHelpDesk(shop)
    ada = await desk.panel.as('ada')
    await desk.buy('japanese', 'monthly')
    await ada.get('/addons/japanese')
  })
  afterEach(() => desk.stop())

  const right = () => desk.services.entitlements.latestFor('japanese')
  /** as if the vendor had published a list without it */
  const unlisted = async (slug: string) => {
    const db = await openDb(desk.services.settings.databaseUrl, migrations)
    const { generation } = await db.knex('catalogue_state').first()
    await db.knex('catalogue_addons').where({ slug }).update({ removed_in: generation })
    await db.knex('revisions').where({ name: 'catalogue' }).increment('number', 1)
    await db.close()
  }
  const year = 366 * 86_400_000

  it('says what happens, and has its button last on the page', async () => {
    const { html, text } = ada.page()
    for (const words of [
      'Billing stops at once. Otherwise 4.00 USD would be charged on',
      'Japanese is switched off at once.',
      'is given up. Nothing is paid back.',
      'Its files, settings and data stay',
    ])
      expect(text).to.include(words)
    const main = html.slice(0, html.indexOf('</main>'))
    expect([...main.matchAll(/<button[^>]*>([^<]*)</g)].at(-1)?.[1]).to.equal(button)
    expect(await problemsOfPage(html)).to.deep.equal([])
  })

  it('ends billing, switches off at once, keeps the files, and offers Purchase again', async () => {
    const page = await ada.press(button)
    expect(page.text)
      .to.include('Japanese is cancelled')
      .and.to.include('Nothing more is charged for Japanese')
    expect([(await right())?.state, await desk.installed('japanese')]).to.deep.equal(['ended', false])
    const then = await ada.get('/addons/japanese')
    expect(then.text)
      .to.include('The subscription was cancelled, so it has to be purchased again.')
      .and.to.include('is still on this help desk')
      .and.not.to.include(button)

    await desk.area.billing.office.bill(new Date(Date.now() + year))
    expect(await desk.charges()).to.have.length(1)
    const again = await ada.press('Purchase, annually: 40.00 USD now')
    expect(again.text)
      .to.include('Japanese is purchased and active again')
      .and.to.include('Charged: 40.00 USD.')
    expect(await desk.installed('japanese')).to.equal(true)
  })

  it('is not there for what was bought once, nor for somebody who may not spend', async () => {
    await desk.buy('plain-english', 'one-time')
    expect((await ada.get('/addons/plain-english')).text).not.to.include('Cancel Plain-english')
    expect((await ada.post('/addons/plain-english/cancellation')).status).to.equal(409)
    const cleo = await desk.panel.as('cleo')
    expect((await cleo.get('/addons/japanese')).text).not.to.include(button)
    expect((await ada.post('/addons/nothing/cancellation')).status).to.equal(404)
  })

  it('changes nothing when the client area is out of reach, and says what goes on being charged', async () => {
    desk.area.refuse()
    const page = await ada.press(button)
    await desk.area.listen()
    expect(page.text)
      .to.include('Japanese was not cancelled')
      .and.to.match(/nothing changed\. Japanese goes on being charged: 4\.00 USD on \w+ \d+, \d{4}/)
    expect([(await right())?.state, await desk.installed('japanese')]).to.deep.equal(['active', true])
    const then = await ada.get('/addons/japanese')
    expect(then.text).to.match(/did not go through, so billing goes on: 4\.00 USD on/)
    expect((await ada.press(button)).text).to.include('Japanese is cancelled')
  })

  it('says that it is being checked while no answer arrives, and has no second button meanwhile', async () => {
    desk.area.failWith(/entitlements/, networkFaults['N5 does it, and says 500'])
    const page = await ada.press(button)
    expect(page.text)
      .to.include('Checking whether Japanese is cancelled')
      .and.to.match(/Ada pressed Cancel on/)
    expect(page.text).not.to.include(button)
    expect(await problemsOfPage(page.html)).to.deep.equal([])

    desk.area.recover()
    await desk.services.entitlements.sync()
    const then = await ada.get('/addons/japanese')
    expect(then.text).to.include('The subscription was cancelled')
    expect(await desk.installed('japanese')).to.equal(false)
  })

  it('is pointed at where somebody uninstalls what is still billed', async () => {
    const { html, text } = await ada.get('/languages/japanese/uninstallation')
    expect(text).to.match(/Uninstalling does not stop billing: 4\.00 USD will be charged on/)
    expect(html).to.include('href="/addons/japanese#cancel-title"')
    expect(await problemsOfPage(html)).to.deep.equal([])
    await ada.press('Uninstall')
    expect((await ada.get('/addons/japanese')).text)
      .to.include('Already purchased')
      .and.to.include(button)
  })

  it('leads to the client area where this help desk can’t do it', async () => {
    await desk.services.connection.disconnect({ operatorId: null, operator: 'Ada' })
    const { html, text } = await ada.get('/addons/japanese')
    expect(text)
      .to.include('is not logged in to the client area, so it can’t cancel')
      .and.not.to.include(button)
    expect(html).to.include(`href="${desk.area.url}/subscriptions"`)
    expect(text).to.match(/goes on being charged: 4\.00 USD on/)
    expect((await ada.post('/addons/japanese/cancellation')).status).to.equal(409)
  })

  it('is reached, like Manage, when the catalogue lists the add-on no more', async () => {
    await unlisted('japanese')
    const page = await ada.get('/addons/japanese')
    expect(page.status).to.equal(200)
    expect(page.text).to.include('The catalogue no longer lists Japanese').and.to.include('Manage')
    expect(await problemsOfPage(page.html)).to.deep.equal([])
    expect((await ada.press(button)).text).to.include('Japanese is cancelled')
    expect((await ada.get('/purchases')).text).to.include('Japanese')
    expect((await ada.get('/addons/nothing')).status).to.equal(404)
  })

  it('shows what the vendor did with the subscription: past due, suspended, paid again', async () => {
    await desk.payWith('4000000000000002')
    await desk.area.billing.office.bill(new Date(Date.now() + 32 * 86_400_000))
    await desk.services.entitlements.sync()
    const due = await ada.get('/addons/japanese')
    expect(due.text)
      .to.match(/The renewal of .* was not paid/)
      .and.to.match(/Pay invoice \S+ 4\.00 USD/)
    expect(due.text).to.include(button)
    expect((await ada.get('/languages')).text).to.include('The renewal of Japanese was not paid')
    expect(await problemsOfPage(due.html)).to.deep.equal([])
  })
})
