import { expect } from 'chai'
import { after, afterEach, before, beforeEach, describe, it } from 'mocha'
import { openDb } from '../../db/index.ts'
import { migrations } from '../../db/migrations/index.ts'
import type { Market } from '../support/market.ts'
import { ada, paidMarket, payingHelpDesk, type PayingHelpDesk } from '../support/paying.ts'

const day = 86_400_000

describe('A paid add-on on a help desk whose right to it changes', function () {
  this.timeout(60_000)
  let shop: Market
  let desk: PayingHelpDesk
  let now = new Date()
  const later = (days: number) => {
    now = new Date(now.getTime() + days * day)
  }
  before(async () => {
    shop = await paidMarket()
  })
  after(() => shop.close())
  beforeEach(async () => {
    now = new Date()
    desk = await payingHelpDesk(shop, { now: () => now, area: { now: () => now } })
  })
  afterEach(() => desk.stop())

  const sync = () => desk.services.entitlements.sync()
  const lookIn = (minutes: number) => {
    now = new Date(now.getTime() + minutes * 60_000)
    return sync()
  }
  /** as if the panel had looked for so many days, and heard nothing */
  const hasBeenQuietFor = async (days: number) => {
    const db = await openDb(desk.services.settings.databaseUrl, migrations)
    const quiet = { answeredAt: now.toISOString(), ms: days * day, countedAt: now.toISOString() }
    await db
      .knex('panel_settings')
      .where({ name: 'entitlements.silence' })
      .update({ value: JSON.stringify(quiet) })
    await db.close()
  }
  const right = (slug = 'japanese') => desk.services.entitlements.latestFor(slug)
  const isOn = (slug = 'japanese') => desk.installed(slug)
  const bill = () => desk.area.billing.office.bill(now)
  const acts = async () =>
    (await desk.services.activity.list({ addon: 'japanese' }, 1)).lines.map(
      ({ act, operator }) => `${operator}: ${act}`,
    )

  /** a subscription whose renewal is declined */
  const unpaid = async () => {
    await desk.buy('japanese', 'monthly')
    await desk.payWith('4000000000000002')
    later(31)
    await bill()
  }
  const payByHand = async () => {
    const card = await desk.area.addCard('4242424242424242')
    const { billing, accountId } = desk.area
    const [open] = (await billing.desk.invoices([accountId])).filter(({ state }) => state === 'open')
    return (await billing.desk.pay(open?.number ?? '', card.id)).kind
  }

  it('stays on while a renewal is past due, and says since when', async () => {
    await unpaid()
    expect(await sync()).to.deep.equal({ kind: 'synced' })
    expect(await right()).to.include({ state: 'past due' })
    expect(await isOn()).to.equal(true)
  })

  it('goes off when it is suspended and its grace is over, and comes on by itself after a late payment', async () => {
    await unpaid()
    await sync()
    later(15)
    await bill()
    await sync()
    expect((await right())?.state).to.equal('suspended')
    expect(await isOn()).to.equal(false)
    expect((await acts())[0]).to.equal('Souk: addon.lapse')
    expect(await payByHand()).to.equal('paid')
    await sync()
    expect((await right())?.state).to.equal('active')
    expect(await isOn()).to.equal(true)
    expect((await acts())[0]).to.equal('Souk: addon.activate')
    expect(await desk.charges()).to.have.length(2)
  })

  it('stays off after a late payment where somebody had switched it off before', async () => {
    await unpaid()
    const managed = await desk.services.manage.deactivate('japanese', ada)
    if (managed.kind === 'begun') await desk.services.operations.ended(managed.operation.id, 5_000)
    later(15)
    await bill()
    await sync()
    await payByHand()
    await sync()
    expect(await isOn()).to.equal(false)
  })

  it('goes off fourteen days after a refund in full', async () => {
    await desk.buy('plain-english', 'one-time')
    const [invoice] = await desk.area.billing.desk.invoices([desk.area.accountId])
    expect((await desk.area.billing.office.refund(invoice?.number ?? '')).kind).to.equal('done')
    await sync()
    expect([(await right('plain-english'))?.state, await isOn('plain-english')]).to.deep.equal([
      'ended',
      true,
    ])
    later(15)
    await sync()
    expect(await isOn('plain-english')).to.equal(false)
  })

  it('goes off when it was cancelled in the client area, and does not come back by itself', async () => {
    await desk.buy('japanese', 'monthly')
    await sync()
    const id = (await right())?.id ?? ''
    await desk.area.billing.desk.endSubscription(id, 'olive@example.com')
    await sync()
    expect(await isOn()).to.equal(false)
    expect((await right())?.endedBecause).to.equal('cancelled')
    later(800)
    await bill()
    await sync()
    expect([await isOn(), (await desk.charges()).length]).to.deep.equal([false, 1])
  })

  it('cannot be switched on by hand while its right has lapsed', async () => {
    await unpaid()
    later(15)
    await bill()
    await sync()
    const managed = await desk.services.manage.activate('japanese', ada)
    expect(managed.kind === 'refused' && managed.why.code).to.equal('unpaid')
    expect(await isOn()).to.equal(false)
  })

  it('goes on while the licence is suspended, and so does a help desk that got another address', async () => {
    await desk.buy('japanese', 'monthly')
    await desk.area.suspendLicence()
    expect(await sync()).to.deep.equal({ kind: 'synced' })
    expect((await desk.services.connection.current())?.licence.state).to.equal('suspended')
    expect(await isOn()).to.equal(true)
    await desk.area.resumeLicence()
    await desk.area.moveHelpDesk('https://elsewhere.example')
    expect(await sync()).to.deep.equal({ kind: 'synced' })
    expect([(await right())?.state, await isOn()]).to.deep.equal(['active', true])
  })

  it('goes on when the licence moved to another account; the connection ends', async () => {
    await desk.buy('japanese', 'monthly')
    const otto = await desk.area.stores.people.findByEmail('otto@example.com')
    const [account] = await desk.area.stores.accounts.of(otto?.id ?? '')
    await desk.area.stores.licences.transfer(desk.area.licence.id, account?.id ?? '')
    expect((await sync()).kind).to.equal('not connected')
    expect((await desk.services.connection.state()).kind).to.equal('ended')
    expect(await isOn()).to.equal(true)
  })

  it('goes on after Disconnect', async () => {
    await desk.buy('japanese', 'monthly')
    await desk.services.connection.disconnect(ada)
    expect(await sync()).to.deep.equal({ kind: 'not connected' })
    expect(await isOn()).to.equal(true)
  })

  it('goes off after sixty days of a running panel without an answer, bought once it does not; back with the next', async () => {
    await desk.buy('japanese', 'monthly')
    await desk.buy('plain-english', 'one-time')
    await sync()
    await hasBeenQuietFor(30)
    desk.area.goDown()
    await lookIn(20)
    expect((await desk.services.entitlements.silence()).lapsesAt).not.to.equal(null)
    await hasBeenQuietFor(60 - 1 / 144)
    await lookIn(9)
    expect([await isOn(), await isOn('plain-english')]).to.deep.equal([true, true])
    await lookIn(9)
    expect([await isOn(), await isOn('plain-english')]).to.deep.equal([false, true])
    desk.area.recover()
    await sync()
    expect([await isOn(), await isOn('plain-english')]).to.deep.equal([true, true])
    expect((await desk.services.entitlements.silence()).days).to.equal(0)
  })

  it('stays on however long the machine was stopped, or however far its clock jumps', async () => {
    await desk.buy('japanese', 'monthly')
    await sync()
    desk.area.goDown()
    later(40)
    expect((await sync()).kind).to.equal('failed')
    later(400)
    await sync()
    later(-440)
    await sync()
    expect([(await desk.services.entitlements.silence()).days, await isOn()]).to.deep.equal([0, true])
  })
})
