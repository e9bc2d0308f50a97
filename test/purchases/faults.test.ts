import { expect } from 'chai'
import { after, afterEach, before, beforeEach, describe, it } from 'mocha'
import { isOpen } from '../../marketplace/purchases.ts'
import {
  everyFault,
  lies,
  type NetworkFault,
  networkFaults,
  onlyFirst,
  triedFaults as faults,
} from '../support/network-faults.ts'
import type { Market } from '../support/market.ts'
import { ada, paidMarket, payingHelpDesk, type PayingHelpDesk, spender } from '../support/paying.ts'
import { until } from '../support/programs.ts'
import { type Fault, send } from '../support/tampering.ts'

const quotes = /^POST \/api\/v1\/quotes/
const placing = /^POST \/api\/v1\/purchases$/
const lookUp = /^GET \/api\/v1\/purchases\/[\w-]+$/
const withdrawal = /^POST \/api\/v1\/purchases\/[\w-]+\/withdrawal/
const oneRight = /^GET \/api\/v1\/entitlements\/[\w-]+$/
const allRights = /^GET \/api\/v1\/entitlements$/
const archiveOf = /^GET \/api\/v1\/releases\//

const isDone = (name: NetworkFault) => name.includes('does it')
const hangs = (name: NetworkFault) => /never answers|too late|drips|never ends/.test(name)
const charged = ['japanese 400 USD monthly']

/** Every fault of a network and of the other side, at every call that a purchase makes. */
describe('A purchase', function () {
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

  const placed = () => desk.area.asked().filter(request => placing.test(request)).length

  /** Everything is well again, and the panel looks by itself: nobody clicks. */
  const atRest = async () => {
    desk.area.recover()
    const purchase = await until(
      async () => {
        await desk.services.entitlements.sync()
        const found = await desk.purchase('japanese')
        return found && !isOpen(found) ? found : undefined
      },
      () => 'the purchase to be settled',
    )
    const charges = await desk.charges()
    // M1, M2: at most one charge, of the amount on the button
    expect([[], charged]).to.deep.include(charges)
    // M3: what was charged is to be seen, what was not is not
    expect(purchase.state === 'paid').to.equal(charges.length === 1)
    return { purchase, state: purchase.state, charges }
  }

  const installs = async () => {
    const installing = await desk.services.install(await desk.listed('japanese'), spender)
    if (installing.kind !== 'started') throw new Error(JSON.stringify(installing))
    const operation = await desk.services.operations.ended(installing.operation.id, 10_000)
    expect(operation?.failure).to.equal(null)
    expect(await desk.charges()).to.deep.equal(charged)
  }

  describe('whose price is asked', () => {
    for (const name of faults)
      it(`and the client area ${name} has no button`, async () => {
        desk.area.failWith(quotes, networkFaults[name])
        const pricing = await desk.services.purchases.price(await desk.listed('japanese'), '1.0.0')
        expect(pricing).to.deep.equal({ kind: 'out of reach' })
        expect(await desk.charges()).to.deep.equal([])
      })

    const odd: [string, Record<string, unknown>][] = [
      ['of another add-on', { addon: 'plain-english' }],
      ['for another licence', { licence: 'another-one' }],
      ['for another account', { account: { id: 'otto', name: 'Otto', email: 'otto@example.com' } }],
    ]
    for (const [words, change] of odd)
      it(`and is told ${words} has no button`, async () => {
        desk.area.failWith(
          quotes,
          lies(body => ({ ...body, ...change })),
        )
        const pricing = await desk.services.purchases.price(await desk.listed('japanese'), '1.0.0')
        expect(pricing).to.deep.equal({ kind: 'out of reach' })
      })

    it('and whose sums are wrong has no button', async () => {
      const wrong = (one: unknown) => ({ ...(one as object), total: 399 })
      desk.area.failWith(
        quotes,
        lies(body => ({ ...body, quotes: (body['quotes'] as unknown[]).map(wrong) })),
      )
      const pricing = await desk.services.purchases.price(await desk.listed('japanese'), '1.0.0')
      expect(pricing).to.deep.equal({ kind: 'out of reach' })
    })
  })

  describe('that is sent', () => {
    it('while connections are refused (N0) charges nothing, says so, and can be pressed again', async () => {
      const order = await desk.button('japanese', 'monthly')
      const operation = await desk.area.refuseDuring(() => desk.finish('japanese', order))
      expect(operation.failure).to.deep.equal({
        code: 'purchase-not-sent',
        values: { name: 'Japanese', because: 'out_of_reach' },
      })
      expect(await desk.purchase('japanese')).to.include({ state: 'not sent' })
      expect(await desk.buy('japanese', 'monthly')).to.include({ state: 'done' })
      expect((await atRest()).charges).to.deep.equal(charged)
    })

    for (const name of everyFault)
      it(`and the client area ${name}, every time`, async () => {
        const order = await desk.button('japanese', 'monthly')
        desk.area.failWith(placing, networkFaults[name])
        const operation = await desk.finish('japanese', order)
        if (isDone(name)) expect(operation).to.include({ state: 'done' })
        else expect(operation.failure?.code).to.equal('purchase-not-sent')
        expect(placed()).to.be.lessThan(isDone(name) ? 2 : 5)
        const { state } = await atRest()
        expect(state).to.equal(isDone(name) ? 'paid' : 'not sent')
        expect(await desk.installed('japanese')).to.equal(isDone(name) ? true : null)
      })

    for (const name of faults.filter(one => !isDone(one)))
      it(`and the client area ${name}, once, is repeated by the same reference and charged once`, async () => {
        const order = await desk.button('japanese', 'monthly')
        desk.area.failWith(placing, onlyFirst(networkFaults[name]))
        expect(await desk.finish('japanese', order)).to.include({ state: 'done' })
        expect((await atRest()).state).to.equal('paid')
        expect((await desk.services.purchases.list(1)).total).to.equal(1)
      })
  })

  describe('that the client area tells of before its own reply (W1)', () => {
    const tellingFirst: Fault = async (res, effect) => {
      const reply = await effect()
      await desk.services.entitlements.sync()
      send(res, reply)
    }

    it('is the same purchase, charged and installed once', async () => {
      const order = await desk.button('japanese', 'monthly')
      desk.area.failWith(placing, tellingFirst)
      expect(await desk.finish('japanese', order)).to.include({ state: 'done' })
      expect((await atRest()).state).to.equal('paid')
      expect((await desk.services.purchases.list(1)).total).to.equal(1)
    })

    it('is the same due invoice', async () => {
      await desk.payWith('4000000000000002')
      const order = await desk.button('japanese', 'monthly')
      desk.area.failWith(placing, tellingFirst)
      expect((await desk.finish('japanese', order)).failure?.code).to.equal('payment-due')
      expect((await desk.services.purchases.list(1)).total).to.equal(1)
      expect(await desk.charges()).to.deep.equal([])
    })
  })

  describe('whose answer was lost is looked up; when', () => {
    it('connections are refused then (N0) it stays open until somebody answers', async () => {
      const order = await desk.button('japanese', 'monthly')
      desk.area.failWith(placing, async (res, effect) => {
        await effect()
        desk.area.refuse()
        res.destroy()
      })
      const operation = await desk.finish('japanese', order)
      expect(operation.failure?.code).to.equal('purchase-unknown')
      expect(await desk.purchase('japanese')).to.include({ state: 'unknown' })
      expect(await desk.press('japanese', order)).to.include({ kind: 'open already' })
      await desk.area.listen()
      expect((await atRest()).state).to.equal('paid')
      await installs()
    })

    for (const name of faults)
      it(`the client area ${name}, it stays open, and is found paid later`, async () => {
        const order = await desk.button('japanese', 'monthly')
        desk.area.failWith(placing, networkFaults['N2 does it, and cuts'])
        desk.area.failWith(lookUp, networkFaults[name])
        const operation = await desk.finish('japanese', order)
        expect(operation.failure?.code).to.equal('purchase-unknown')
        expect(await desk.purchase('japanese')).to.include({ state: 'unknown' })
        expect(await desk.press('japanese', order)).to.include({ kind: 'open already' })
        expect(placed()).to.equal(1)
        expect((await atRest()).state).to.equal('paid')
        expect(await desk.installed('japanese')).to.equal(null)
        await installs()
      })

    it('it says that it never heard of it, although it charged, the repeat finds the charge', async () => {
      const order = await desk.button('japanese', 'monthly')
      desk.area.failWith(placing, onlyFirst(networkFaults['N2 does it, and cuts']))
      desk.area.failWith(lookUp, onlyFirst(notFound))
      expect(await desk.finish('japanese', order)).to.include({ state: 'done' })
      expect((await atRest()).state).to.equal('paid')
    })

    it('it says so for ever, taking it back shows the charge', async () => {
      const order = await desk.button('japanese', 'monthly')
      desk.area.failWith(placing, networkFaults['N2 does it, and cuts'])
      desk.area.failWith(lookUp, notFound)
      expect(await desk.finish('japanese', order)).to.include({ state: 'done' })
      expect((await atRest()).state).to.equal('paid')
    })
  })

  describe('that never arrived is taken back; when', () => {
    for (const name of faults)
      it(`the client area ${name} then, it stays open, and ends without a charge`, async () => {
        const order = await desk.button('japanese', 'monthly')
        desk.area.failWith(placing, networkFaults['N4 fails with 500'])
        desk.area.failWith(withdrawal, networkFaults[name])
        const operation = await desk.finish('japanese', order)
        expect(operation.failure?.code).to.equal('purchase-unknown')
        expect((await atRest()).state).to.equal('not sent')
        expect(await desk.buy('japanese', 'monthly')).to.include({ state: 'done' })
        expect(await desk.charges()).to.deep.equal(charged)
      })

    it('the client area speaks of another reference, it stays open', async () => {
      const order = await desk.button('japanese', 'monthly')
      desk.area.failWith(placing, networkFaults['N4 fails with 500'])
      desk.area.failWith(
        withdrawal,
        lies(body => ({ ...body, reference: 'somebody-elses-one' })),
      )
      const operation = await desk.finish('japanese', order)
      expect(operation.failure?.code).to.equal('purchase-unknown')
      expect((await atRest()).state).to.equal('not sent')
    })

    it('it arrives after all, it buys nothing', async () => {
      const order = await desk.button('japanese', 'monthly')
      const late: (() => Promise<unknown>)[] = []
      desk.area.failWith(placing, (res, effect) => {
        late.push(effect)
        res.destroy()
      })
      await desk.finish('japanese', order)
      expect(await desk.purchase('japanese')).to.include({ state: 'not sent' })
      for (const arrives of late) await arrives()
      expect((await atRest()).charges).to.deep.equal([])
    })
  })

  describe('that was paid has its right read;', () => {
    for (const name of faults)
      it(`when the client area ${name} then, it is not called paid until that can be read`, async () => {
        const order = await desk.button('japanese', 'monthly')
        desk.area.failWith(oneRight, networkFaults[name])
        const operation = await desk.finish('japanese', order)
        expect(operation.failure?.code).to.equal('purchase-unknown')
        expect(await desk.installed('japanese')).to.equal(null)
        expect((await atRest()).state).to.equal('paid')
        expect(placed()).to.equal(1)
        await installs()
      })

    const rights: [string, Record<string, unknown>][] = [
      ['of another add-on', { addon: 'plain-english' }],
      ['of another licence', { licence: 'another-one' }],
      ['for another cycle', { cycle: 'annually' }],
      ['with another name', { id: 'another-right' }],
      ['that was free', { kind: 'free', cycle: null }],
    ]
    for (const [words, change] of rights)
      it(`one ${words} needs a look`, async () => {
        const order = await desk.button('japanese', 'monthly')
        desk.area.failWith(
          oneRight,
          lies(body => ({ ...body, ...change })),
        )
        const operation = await desk.finish('japanese', order)
        expect(operation.failure?.code).to.equal('needs-a-look')
        expect(await desk.purchase('japanese')).to.include({ state: 'needs a look' })
        expect(await desk.installed('japanese')).to.equal(null)
        expect((await atRest()).state).to.equal('paid')
      })

    it('one that is not there needs a look', async () => {
      const order = await desk.button('japanese', 'monthly')
      desk.area.failWith(oneRight, notFound)
      const operation = await desk.finish('japanese', order)
      expect(operation.failure?.code).to.equal('needs-a-look')
      expect((await atRest()).state).to.equal('paid')
    })
  })

  describe('whose answer is well-formed and a lie (N13):', () => {
    const open = { state: 'payment due', entitlement: null }
    const odd: [string, (body: Record<string, unknown>) => Record<string, unknown>, string[]][] = [
      ['another amount', () => ({ total: 40_000 }), ['total', 'invoice']],
      ['another currency', () => ({ currency: 'JPY' }), ['currency', 'invoice']],
      ['another cycle', () => ({ cycle: 'annually' }), ['cycle']],
      ['another add-on', () => ({ addon: 'plain-english' }), ['addon', 'invoice']],
      ['another account', () => ({ account: 'otto' }), ['account']],
      ['another licence', () => ({ licence: 'another-one' }), ['licence']],
      ['another order', () => ({ reference: 'somebody-elses-one' }), ['reference']],
      ['paid without a right', () => ({ entitlement: null }), ['entitlement']],
      ['paid without an invoice', () => ({ invoice: null }), ['invoice']],
      ['not paid, with a paid invoice', () => open, ['invoice']],
      [
        'refused, with an invoice',
        () => ({ state: 'refused', refusal: 'not sold', entitlement: null }),
        ['invoice'],
      ],
    ]
    for (const [words, change, fields] of odd)
      it(`${words} needs a look, with both figures; nothing is installed or sent again`, async () => {
        const order = await desk.button('japanese', 'monthly')
        desk.area.failWith(
          placing,
          lies(body => ({ ...body, ...change(body) })),
        )
        const operation = await desk.finish('japanese', order)
        expect(operation.failure?.code).to.equal('needs-a-look')
        const purchase = await desk.purchase('japanese')
        expect(purchase).to.include({ state: 'needs a look', total: 400, currency: 'USD' })
        expect(purchase?.odd?.fields).to.deep.equal(fields)
        expect(await desk.installed('japanese')).to.equal(null)
        expect(await desk.press('japanese', order)).to.include({ kind: 'open already' })
        expect(placed()).to.equal(1)
        expect((await atRest()).state).to.equal('paid')
        await installs()
      })

    const unusable: [string, Record<string, unknown>][] = [
      ['the amount as text', { total: '400' }],
      ['a fraction of a cent', { total: 400.5 }],
      ['a state that nobody knows', { state: 'great' }],
      ['no state', { state: undefined }],
      ['no amount', { total: undefined }],
    ]
    for (const [words, change] of unusable)
      it(`${words} is no answer: it is looked up`, async () => {
        const order = await desk.button('japanese', 'monthly')
        desk.area.failWith(
          placing,
          lies(body => ({ ...body, ...change })),
        )
        expect(await desk.finish('japanese', order)).to.include({ state: 'done' })
        expect((await atRest()).state).to.equal('paid')
        expect(placed()).to.equal(1)
      })

    it('a look-up that goes on lying keeps it open, whoever looks', async () => {
      const order = await desk.button('japanese', 'monthly')
      const lie = lies(body => ({ ...body, total: 40_000 }))
      desk.area.failWith(placing, lie)
      desk.area.failWith(lookUp, lie)
      await desk.finish('japanese', order)
      const checked = await desk.services.purchases.check('japanese', ada)
      expect(checked).to.have.nested.property('purchase.state', 'needs a look')
      await desk.services.entitlements.sync()
      expect(await desk.purchase('japanese')).to.include({ state: 'needs a look' })
      expect((await atRest()).state).to.equal('paid')
    })
  })

  describe('that was paid is fetched;', () => {
    for (const name of faults)
      it(`when the client area ${name} to the question for its rights, nothing is downloaded`, async () => {
        const order = await desk.button('japanese', 'monthly')
        desk.area.failWith(allRights, networkFaults[name])
        const operation = await desk.finish('japanese', order)
        expect(operation.failure?.code).to.equal('purchase-unchecked')
        expect(desk.area.asked().some(request => archiveOf.test(request))).to.equal(false)
        expect((await atRest()).state).to.equal('paid')
        await installs()
      })

    for (const name of faults.filter(one => !hangs(one)))
      it(`when the client area ${name} instead of its archive, it stays bought`, async () => {
        const order = await desk.button('japanese', 'monthly')
        desk.area.failWith(archiveOf, networkFaults[name])
        const operation = await desk.finish('japanese', order)
        expect(operation).to.include({ state: 'failed', stage: 'download' })
        expect(await desk.installed('japanese')).to.equal(null)
        expect((await atRest()).state).to.equal('paid')
        await installs()
      })

    it('other bytes than the signed ones are refused, and it stays bought', async () => {
      const order = await desk.button('japanese', 'monthly')
      desk.area.failWith(archiveOf, async (res, effect) => {
        const { bytes = Buffer.alloc(0) } = await effect()
        const other = Buffer.from(bytes).fill(7, 20, 40)
        res.writeHead(200, { 'content-length': other.length }).end(other)
      })
      const operation = await desk.finish('japanese', order)
      expect(operation.failure?.code).to.equal('wrong-bytes')
      expect((await atRest()).state).to.equal('paid')
      await installs()
    })
  })
})

const notFound: Fault = res => {
  const problem = { type: 'x', title: 'x', status: 404, code: 'not_found' }
  const body = JSON.stringify(problem)
  res.writeHead(404, { 'content-length': Buffer.byteLength(body) }).end(body)
}
