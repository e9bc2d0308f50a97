import { expect } from 'chai'
import { after, afterEach, before, beforeEach, describe, it } from 'mocha'
import { openDb } from '../../db/index.ts'
import { migrations } from '../../db/migrations/index.ts'
import { soukItself } from '../../marketplace/activity.ts'
import type { Managed } from '../../marketplace/installations/managing.ts'
import { lies } from '../support/network-faults.ts'
import type { Market } from '../support/market.ts'
import { ada, paidMarket, payingHelpDesk, type PayingHelpDesk, spender } from '../support/paying.ts'

const day = 86_400_000

/** Ways to use what is not paid for, one after the other, against a panel and a client area that really run. */
describe('Somebody who wants paid add-ons without paying', function () {
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
  const inPanel = async <T>(work: (knex: Awaited<ReturnType<typeof openDb>>['knex']) => Promise<T>) => {
    const db = await openDb(desk.services.settings.databaseUrl, migrations)
    try {
      return await work(db.knex)
    } finally {
      await db.close()
    }
  }
  const over = async (managed: Managed) => {
    if (managed.kind === 'begun') await desk.services.operations.ended(managed.operation.id, 10_000)
    return managed.kind
  }
  const activate = async (slug: string) => over(await desk.services.manage.activate(slug, ada))
  const uninstall = async (slug: string) => over(await desk.services.manage.uninstall(slug, 'keep', ada))
  const refundAll = async () => {
    const [invoice] = await desk.area.billing.desk.invoices([desk.area.accountId])
    expect((await desk.area.billing.office.refund(invoice?.number ?? '')).kind).to.equal('done')
    await sync()
  }

  it('can’t switch on by hand what a long silence of the client area has switched off', async () => {
    await desk.buy('japanese', 'monthly')
    await sync()
    desk.area.goDown()
    const quiet = { answeredAt: now.toISOString(), ms: 60 * day, countedAt: now.toISOString() }
    await inPanel(knex =>
      knex('panel_settings')
        .where({ name: 'entitlements.silence' })
        .update({ value: JSON.stringify(quiet) }),
    )
    await sync()
    expect(await desk.installed('japanese')).to.equal(false)
    await activate('japanese')
    expect(await desk.installed('japanese')).to.equal(false)
  })

  it('can’t switch on by hand what lapsed because no right to it is known any more', async () => {
    await desk.buy('japanese', 'monthly')
    await sync()
    desk.area.failWith(
      /^GET \/api\/v1\/entitlements$/,
      lies(() => ({ entitlements: [] })),
    )
    await sync()
    expect(await desk.installed('japanese')).to.equal(true)
    later(15)
    await sync()
    expect(await desk.installed('japanese')).to.equal(false)
    await activate('japanese')
    expect(await desk.installed('japanese')).to.equal(false)
  })

  it('gets no add-on switched off for others that was paid again a moment ago', async () => {
    await desk.buy('japanese', 'monthly')
    const installation = await desk.services.installations.find('japanese')
    if (!installation) throw new Error('it is not installed')
    const { addon, kind: addonKind, name, version } = installation
    // decided on what was known before the purchase
    const late = { kind: 'lapse', addon, addonKind, name, version, input: { because: 'ended' } }
    const { operation } = await desk.services.operations.start(late, soukItself)
    await desk.services.operations.ended(operation.id, 10_000)
    expect(await desk.installed('japanese')).to.equal(true)
  })

  it('can’t install again what was refunded in full, but can buy it again', async () => {
    await desk.buy('plain-english', 'one-time')
    await refundAll()
    await uninstall('plain-english')
    const installing = await desk.services.install(await desk.listed('plain-english'), spender)
    expect(installing.kind).to.equal('refused')
    const operator = await desk.panel.as('ada')
    expect((await operator.get('/addons/plain-english')).html).to.include('name="attempt"')
    expect(await desk.buy('plain-english', 'one-time')).to.include({ state: 'done' })
    expect(await desk.charges()).to.have.length(2)
  })
})
