import { expect } from 'chai'
import { after, afterEach, before, beforeEach, describe, it } from 'mocha'
import * as nodeFiles from 'node:fs/promises'
import type { Files } from '../../gateways/disk.ts'
import { may, permissionNames } from '../../marketplace/permissions.ts'
import type { Market } from '../support/market.ts'
import { until } from '../support/programs.ts'
import { networkFaults } from '../support/network-faults.ts'
import {
  ada,
  connectAs,
  paidMarket,
  payingHelpDesk,
  type PayingHelpDesk,
  spender,
} from '../support/paying.ts'

const aMonth = (amount: number) => ({ currency: 'USD', cycle: 'monthly' as const, amount })
const monthly = ['japanese 400 USD monthly']

describe('Buying an add-on', function () {
  this.timeout(60_000)
  let shop: Market
  let desk: PayingHelpDesk
  let now = new Date()
  /** how far the panel's clock is wrong, in milliseconds */
  let skew = 0
  let isFull = false
  const statfs = async (path: string) =>
    Object.assign(await nodeFiles.statfs(path), isFull ? { bavail: 0 } : {})
  const files: Files = { ...nodeFiles, statfs: statfs as Files['statfs'] }
  before(async () => {
    shop = await paidMarket()
  })
  after(() => shop.close())
  beforeEach(async () => {
    now = new Date()
    skew = 0
    isFull = false
    const panelNow = () => new Date(now.getTime() + skew)
    desk = await payingHelpDesk(shop, { now: panelNow, area: { now: () => now }, files })
    await desk.area.offer([{ addon: 'quebecois', name: 'Québécois', author: 'souk', prices: [aMonth(500)] }])
  })
  afterEach(async () => {
    shop.behave()
    await desk.stop()
  })

  const record = async () => {
    const { lines } = await desk.services.activity.list({}, 1)
    return lines
      .filter(({ act }) => /purchase|payment|withdrawal/.test(act))
      .map(({ act, result, detail }) => `${act} ${result}: ${detail}`)
      .toReversed()
  }

  it('charges what the button says, once, then installs and activates', async () => {
    const operation = await desk.buy('japanese', 'monthly')
    expect(operation).to.include({ state: 'done', kind: 'purchase', version: '1.0.0' })
    expect(await desk.charges()).to.deep.equal(monthly)
    expect(await desk.installed('japanese')).to.equal(true)
    const purchase = await desk.purchase('japanese')
    expect(purchase).to.include({ state: 'paid', total: 400, reference: operation.id })
    expect(purchase?.invoice?.state).to.equal('paid')
    expect(await record()).to.deep.equal([
      'addon.purchase started: 4.00 USD monthly',
      'addon.purchase done: 4.00 USD monthly',
    ])
  })

  it('fetches the paid archive from the client area, and lends its token to nobody else', async () => {
    await desk.buy('japanese', 'monthly')
    expect(desk.area.asked()).to.include('GET /api/v1/releases/japanese/1.0.0')
    expect(
      shop.asked.filter(path => path.includes('japanese') && path.endsWith('archive.tgz')),
    ).to.deep.equal([])
  })

  describe('whose card', () => {
    const dues = [
      ['4000000000000002', 'payment-due', 'payment due'],
      ['4000000000003220', 'payment-action', 'action required'],
      ['4000000000000077', 'payment-processing', 'processing'],
    ] as const
    for (const [number, code, state] of dues)
      it(`makes it "${state}" leaves one invoice, installs nothing, and takes no second purchase`, async () => {
        await desk.payWith(number)
        const order = await desk.button('japanese', 'monthly')
        const operation = await desk.buy('japanese', 'monthly')
        expect(operation).to.include({ state: 'failed', stage: 'charge' })
        expect(operation.failure?.code).to.equal(code)
        const purchase = await desk.purchase('japanese')
        expect(purchase).to.include({ state })
        expect(purchase?.invoice).to.include({ total: 400, currency: 'USD' })
        expect(await desk.charges()).to.deep.equal([])
        expect(await desk.installed('japanese')).to.equal(null)
        expect(await desk.press('japanese', order)).to.include({ kind: 'open already' })
        expect(await desk.area.billing.marketplace.openPurchases(desk.area.licence)).to.have.length(1)
      })
  })

  it('that was declined is paid by hand in the client area, and can be installed then, once, without another charge', async () => {
    await desk.payWith('4000000000000002')
    await desk.buy('japanese', 'monthly')
    const { invoice } = (await desk.purchase('japanese')) ?? {}
    const good = await desk.area.addCard('4242424242424242')
    await desk.area.billing.desk.pay(invoice?.number ?? '', good.id)

    expect(await desk.services.purchases.check('japanese', ada)).to.include({ kind: 'checked' })
    expect(await desk.purchase('japanese')).to.include({ state: 'paid' })
    expect(await desk.installed('japanese')).to.equal(null)
    const addon = await desk.listed('japanese')
    const installing = await desk.services.install(addon, spender)
    if (installing.kind !== 'started') throw new Error(JSON.stringify(installing))
    expect(await desk.services.operations.ended(installing.operation.id, 10_000)).to.include({
      state: 'done',
    })
    expect(await desk.charges()).to.deep.equal(monthly)
    expect(await record()).to.deep.equal([
      'addon.purchase started: 4.00 USD monthly',
      'addon.purchase failed: 4.00 USD monthly, payment-due, name: Japanese, invoice: ' + invoice?.number,
      'addon.purchase done: 4.00 USD monthly, paid',
      'addon.payment-check done: 4.00 USD monthly, paid',
    ])
  })

  it('that was declined can be taken back, and bought in another cycle', async () => {
    await desk.payWith('4000000000000002')
    await desk.buy('japanese', 'monthly')
    expect(await desk.services.purchases.withdraw('japanese', ada)).to.include({ kind: 'checked' })
    expect(await desk.purchase('japanese')).to.include({ state: 'withdrawn' })
    await desk.payWith('4242424242424242')
    expect(await desk.buy('japanese', 'annually')).to.include({ state: 'done' })
    expect(await desk.charges()).to.deep.equal(['japanese 4000 USD annually'])
  })

  it('once gives no second price and no second purchase', async () => {
    const order = await desk.button('japanese', 'monthly')
    await desk.buy('japanese', 'monthly')
    const again = await desk.press('japanese', order)
    expect(again).to.have.nested.property('why.code', 'bought-already')
    expect(await desk.charges()).to.deep.equal(monthly)
    expect((await record()).at(-1)).to.equal('addon.purchase refused: 4.00 USD monthly, bought-already')
  })

  it('pressed often at once charges once: the others join the first', async () => {
    const order = await desk.button('japanese', 'monthly')
    const pressed = await Promise.all(Array.from({ length: 12 }, () => desk.press('japanese', order)))
    const kinds = pressed.map(({ kind }) => kind).toSorted()
    expect(kinds.filter(kind => kind === 'started')).to.have.length(1)
    for (const placing of pressed)
      if ('operation' in placing) await desk.services.operations.ended(placing.operation.id, 20_000)
    expect(await desk.charges()).to.deep.equal(monthly)
    expect((await desk.services.purchases.list(1)).total).to.equal(1)
  })

  it('pressed at once in two processes over one database charges once', async () => {
    const { services, close } = await desk.second()
    const order = await desk.button('japanese', 'monthly')
    const addon = await desk.listed('japanese')
    const pressed = await Promise.all(
      [desk.services, services, desk.services, services].map(one =>
        one.purchases.place(addon, order, spender),
      ),
    )
    const operations = new Set(pressed.map(placing => ('operation' in placing ? placing.operation.id : '')))
    for (const id of operations) if (id) await desk.services.operations.ended(id, 20_000)
    expect(pressed.filter(({ kind }) => kind === 'started')).to.have.length(1)
    expect(await desk.charges()).to.deep.equal(monthly)
    await close()
  })

  it('with a form sent again after it was bought and cancelled buys nothing', async () => {
    const order = await desk.button('japanese', 'monthly')
    await desk.buy('japanese', 'monthly')
    const right = (await desk.purchase('japanese'))?.entitlement ?? ''
    await desk.area.billing.marketplace.cancel(desk.area.licence, right, {
      reference: 'r'.repeat(20),
      by: 'olive',
    })
    await desk.services.entitlements.sync()
    expect(await desk.press('japanese', order)).to.deep.equal({ kind: 'price changed' })
    expect(await desk.charges()).to.deep.equal(monthly)
  })

  it('again after its end charges, and switches on what is still on disk', async () => {
    await desk.buy('japanese', 'monthly')
    const right = (await desk.purchase('japanese'))?.entitlement ?? ''
    await desk.area.billing.marketplace.cancel(desk.area.licence, right, {
      reference: 'r'.repeat(20),
      by: 'olive',
    })
    await desk.services.entitlements.sync()
    await desk.services.manage.deactivate('japanese', ada)
    const operation = await desk.buy('japanese', 'annually')
    expect(operation).to.include({ state: 'done', kind: 'repurchase' })
    expect(await desk.charges()).to.deep.equal([...monthly, 'japanese 4000 USD annually'])
    expect(await desk.installed('japanese')).to.equal(true)
  })

  describe('with a form', () => {
    const changes = [
      ['another amount', { amount: '1' }],
      ['an amount written otherwise', { amount: '400.0' }],
      ['another currency', { currency: 'JPY' }],
      ['another cycle', { cycle: 'annually' }],
      ['a quote that nobody made', { attempt: 'nobody-made-this' }],
      ['no quote', { attempt: '' }],
    ] as const
    for (const [words, change] of changes)
      it(`that was changed to ${words} charges nothing`, async () => {
        const order = { ...(await desk.button('japanese', 'monthly')), ...change }
        expect(await desk.press('japanese', order)).to.deep.equal({ kind: 'price changed' })
        expect(await desk.charges()).to.deep.equal([])
        expect((await record()).at(-1)).to.match(/^addon.purchase refused: .*price changed$/)
      })

    it('that carries the quote of a cheaper add-on charges nothing', async () => {
      const order = await desk.button('japanese', 'monthly')
      expect(await desk.press('plain-english', order)).to.deep.equal({ kind: 'price changed' })
      expect(await desk.charges()).to.deep.equal([])
    })
  })

  describe('with a price', () => {
    const raise = () =>
      desk.area.offer([
        {
          addon: 'japanese',
          name: 'Japanese',
          author: 'souk',
          prices: [aMonth(900)],
        },
      ])

    it('that has run out is asked again, and charged if it is the same', async () => {
      const order = await desk.button('japanese', 'monthly')
      now = new Date(now.getTime() + 3_600_000)
      const placing = await desk.press('japanese', order)
      if (placing.kind !== 'started') throw new Error(JSON.stringify(placing))
      expect(await desk.services.operations.ended(placing.operation.id, 10_000)).to.include({ state: 'done' })
      expect(await desk.charges()).to.deep.equal(monthly)
    })

    it('that has run out and is another now charges nothing', async () => {
      const order = await desk.button('japanese', 'monthly')
      now = new Date(now.getTime() + 3_600_000)
      await raise()
      expect(await desk.press('japanese', order)).to.deep.equal({ kind: 'price changed' })
      expect(await desk.charges()).to.deep.equal([])
    })

    for (const [words, hours] of [
      ['back an hour', -1],
      ['on six hours', 6],
    ] as const)
      it(`on a page from before the panel's clock jumped ${words} is charged as it was shown`, async () => {
        const order = await desk.button('japanese', 'monthly')
        skew = hours * 3_600_000
        expect((await desk.finish('japanese', order)).failure).to.equal(null)
        expect(await desk.charges()).to.deep.equal(monthly)
      })

    it("is refused by name after the panel's clock jumped on forty days: the catalogue seems too old", async () => {
      const order = await desk.button('japanese', 'monthly')
      skew = 40 * 86_400_000
      expect(await desk.press('japanese', order)).to.have.nested.property('why.code', 'catalogue-expired')
      expect(await desk.charges()).to.deep.equal([])
    })

    it('that changed since the page was shown charges nothing, and says so', async () => {
      const order = await desk.button('japanese', 'monthly')
      await raise()
      const placing = await desk.press('japanese', order)
      if (placing.kind !== 'started') throw new Error(JSON.stringify(placing))
      const operation = await desk.services.operations.ended(placing.operation.id, 10_000)
      expect(operation?.failure).to.deep.equal({
        code: 'purchase-refused',
        values: { name: 'Japanese', reason: 'price_changed' },
      })
      expect(await desk.purchase('japanese')).to.include({ state: 'refused', refusal: 'price changed' })
      expect(await desk.charges()).to.deep.equal([])
      expect((await desk.button('japanese', 'monthly')).amount).to.equal('900')
    })
  })

  describe('is refused before anything is sent', () => {
    const posts = () => desk.area.asked().filter(request => request === 'POST /api/v1/purchases')
    const refusal = async (viewer = spender) => {
      const placing = await desk.press('japanese', await desk.button('japanese', 'monthly'), viewer)
      expect(posts()).to.deep.equal([])
      expect(await desk.charges()).to.deep.equal([])
      return placing.kind === 'refused' ? placing.why.code : placing.kind
    }

    it('to somebody who may not spend', async () => {
      const permissions = new Set(permissionNames.filter(name => name !== 'addons.spend'))
      const cleo = { id: 'cleo', name: 'Cleo', permissions }
      expect(may(cleo, 'addons')).to.equal(true)
      expect(await refusal(cleo)).to.equal('may-not-spend')
    })

    it('while the catalogue does not hand out the release', async () => {
      shop.misbehave(path => (path.endsWith('release.json') ? 404 : undefined))
      expect(await refusal()).to.equal('out-of-reach')
    })

    it('where another pack speaks the language', async () => {
      await desk.services.installRelease(await desk.listed('french'), await desk.release('french'), ada)
      await desk.services.operations.ended(
        (await desk.services.operations.latestFor('french'))?.id ?? '',
        10_000,
      )
      const placing = await desk.press('quebecois', await desk.button('quebecois', 'monthly'))
      expect(placing).to.have.nested.property('why.code', 'language-taken')
      expect(posts()).to.deep.equal([])
    })

    it('when the disk is full', async () => {
      const order = await desk.button('japanese', 'monthly')
      isFull = true
      expect(await desk.press('japanese', order)).to.have.nested.property('why.code', 'disk-full')
      expect(posts()).to.deep.equal([])
    })

    for (const [change, code] of [
      [{ safeMode: true }, 'safe-mode'],
      [{ offline: true }, 'offline'],
    ] as const)
      it(`in ${code.replace('-', ' ')}`, async () => {
        const order = await desk.button('japanese', 'monthly')
        const { services, close } = await desk.second(change)
        const placing = await services.purchases.place(await desk.listed('japanese'), order, spender)
        expect(placing).to.have.nested.property('why.code', code)
        expect(posts()).to.deep.equal([])
        await close()
      })

    it('by a copy of the panel that logged in, or one that moved and nobody said so', async () => {
      const order = await desk.button('japanese', 'monthly')
      const { services, close } = await desk.second({ publicUrl: new URL('http://copy.example') })
      const press = async () => services.purchases.place(await desk.listed('japanese'), order, spender)
      expect(await press()).to.have.nested.property('why.code', 'moved-or-copy')
      await services.connection.answerAddress('copy', ada)
      expect(await press()).to.have.nested.property('why.code', 'copy')
      expect(posts()).to.deep.equal([])
      await close()
    })

    it('while nobody knows whether the billing of the last one has stopped', async () => {
      await desk.buy('japanese', 'monthly')
      desk.area.failWith(/cancellation$/, networkFaults['N5 does it, and says 500'])
      desk.area.failWith(/^GET .*entitlements/, networkFaults['N12 is down'])
      const cancelling = await desk.services.entitlements.cancel('japanese', spender)
      if (cancelling.kind === 'refused') throw new Error(cancelling.why.code)
      await desk.services.operations.ended(cancelling.operation.id, 20_000)
      const order = { attempt: 'x', cycle: 'monthly', amount: '400', currency: 'USD' }
      expect(await desk.press('japanese', order)).to.have.nested.property('why.code', 'cancelling')
      expect(await desk.charges()).to.deep.equal(monthly)
    })

    it('while it is being cancelled', async () => {
      await desk.buy('japanese', 'monthly')
      desk.area.failWith(/cancellation$/, networkFaults['N1 never answers'])
      const cancelling = await desk.services.entitlements.cancel('japanese', spender)
      const order = { attempt: 'x', cycle: 'monthly', amount: '400', currency: 'USD' }
      expect(await desk.press('japanese', order)).to.have.nested.property('why.code', 'busy')
      desk.area.recover()
      if ('operation' in cancelling) await desk.services.operations.ended(cancelling.operation.id, 20_000)
    })

    it('while the licence is suspended', async () => {
      const order = await desk.button('japanese', 'monthly')
      await desk.area.suspendLicence()
      await desk.services.connection.check()
      const placing = await desk.press('japanese', order)
      expect(placing).to.have.nested.property('why.code', 'licence-inactive')
    })

    it('when nobody is logged in any more', async () => {
      const order = await desk.button('japanese', 'monthly')
      await desk.services.connection.disconnect(ada)
      expect(await desk.press('japanese', order)).to.have.nested.property('why.code', 'not-connected')
      expect(posts()).to.deep.equal([])
    })
  })

  it('says "the licence is inactive" when the vendor suspended it a moment ago, and charges nothing', async () => {
    const order = await desk.button('japanese', 'monthly')
    await desk.area.suspendLicence()
    const placing = await desk.press('japanese', order)
    if (placing.kind !== 'started') throw new Error(JSON.stringify(placing))
    const operation = await desk.services.operations.ended(placing.operation.id, 10_000)
    expect(operation?.failure?.values).to.include({ reason: 'licence_inactive' })
    expect(await desk.charges()).to.deep.equal([])
  })

  it('whose login was revoked meanwhile is "not sent": log in again', async () => {
    const order = await desk.button('japanese', 'monthly')
    await desk.area.expireAccessTokens()
    await desk.area.stores.issued.removeAll('RefreshToken')
    const placing = await desk.press('japanese', order)
    if (placing.kind !== 'started') throw new Error(JSON.stringify(placing))
    const operation = await desk.services.operations.ended(placing.operation.id, 10_000)
    expect(operation?.failure).to.deep.equal({
      code: 'purchase-not-sent',
      values: { name: 'Japanese', because: 'not_connected' },
    })
    expect(await desk.purchase('japanese')).to.include({ state: 'not sent' })
    expect(await desk.charges()).to.deep.equal([])
  })

  it('whose answer was lost is not sent again for another account of the licence, only looked up', async () => {
    const order = await desk.button('japanese', 'monthly')
    desk.area.failWith(/^POST .*purchases$/, networkFaults['N2 does it, and cuts'])
    desk.area.failWith(/^GET .*purchases/, networkFaults['N12 is down'])
    expect((await desk.finish('japanese', order)).failure?.code).to.equal('purchase-unknown')
    desk.area.recover()
    const otto = await desk.area.stores.people.findByEmail('otto@example.com')
    const [account] = await desk.area.stores.accounts.of(otto?.id ?? '')
    await desk.area.billing.office.transfer(desk.area.licence, account?.id ?? '', [])
    await connectAs('otto', desk.panel, desk.area)
    await desk.services.purchases.check('japanese', ada)
    expect(await desk.charges()).to.deep.equal(monthly)
    expect(desk.area.asked().filter(request => /^POST .*purchases$/.test(request))).to.have.length(1)
  })

  it('with an access token that has run out renews it first', async () => {
    const order = await desk.button('japanese', 'monthly')
    await desk.area.expireAccessTokens()
    const placing = await desk.press('japanese', order)
    if (placing.kind !== 'started') throw new Error(JSON.stringify(placing))
    expect(await desk.services.operations.ended(placing.operation.id, 10_000)).to.include({ state: 'done' })
    expect(await desk.charges()).to.deep.equal(monthly)
  })

  it('whose files can not be fetched then stays bought: Install comes back, without another charge', async () => {
    const order = await desk.button('japanese', 'monthly')
    desk.area.failWith(/releases/, res => void res.destroy())
    const placing = await desk.press('japanese', order)
    if (placing.kind !== 'started') throw new Error(JSON.stringify(placing))
    const operation = await desk.services.operations.ended(placing.operation.id, 10_000)
    expect(operation).to.include({ state: 'failed', stage: 'download' })
    expect(await desk.purchase('japanese')).to.include({ state: 'paid' })
    desk.area.recover()
    const installing = await desk.services.install(await desk.listed('japanese'), spender)
    if (installing.kind !== 'started') throw new Error(JSON.stringify(installing))
    expect(await desk.services.operations.ended(installing.operation.id, 10_000)).to.include({
      state: 'done',
    })
    expect(await desk.charges()).to.deep.equal(monthly)
  })

  it('is known after a restored backup as what the client area says it is', async () => {
    await desk.payWith('4000000000000002')
    const reference = 'from-before-the-backup'
    const quoting = await desk.area.billing.marketplace.quote(desk.area.licence, {
      addon: 'japanese',
      version: '1.0.0',
    })
    if (quoting.kind !== 'quoted') throw new Error(quoting.kind)
    const { quotes, terms } = quoting.reply
    const [quote] = quotes
    if (!quote) throw new Error('no quote')
    const { id, cycle, total, currency } = quote
    await desk.area.billing.marketplace.purchase(desk.area.licence, reference, {
      quote: id,
      addon: 'japanese',
      cycle,
      total,
      currency,
      terms: terms.version,
    })

    const found = await until(
      async () => {
        await desk.services.entitlements.sync()
        const open = await desk.services.purchases.openFor('japanese')
        return open?.state === 'payment due' ? open : undefined
      },
      () => 'the order to be known',
    )
    expect(found.reference).to.equal(reference)
    const order = { attempt: id, cycle, amount: String(total), currency }
    expect(await desk.press('japanese', order)).to.include({ kind: 'open already' })
  })
})
