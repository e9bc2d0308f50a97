import { randomUUID } from 'node:crypto'
import { expect } from 'chai'
import { before, describe, it } from 'mocha'
import { eachDatabase } from '../../test/support/databases.ts'
import type { AtomicallyBilled, BillingStores } from '../billing/stores.ts'
import { atomicallyBilled, billingStoresIn } from '../db/billing.ts'
import { migrations } from '../db/migrations/index.ts'
import { until } from './until.ts'
import { aMovement, anInvoice, anOrder, aPayment, aRight } from './billing-rows.ts'

describe('The stores of billing', () => {
  eachDatabase((engine, open) => {
    let stores: BillingStores
    let atomically: AtomicallyBilled
    before(async () => {
      const database = await open(migrations)
      stores = billingStoresIn(database.knex)
      atomically = atomicallyBilled(database)
    })
    const refusalOf = (work: Promise<unknown>) =>
      work.then(
        () => 'stored',
        (error: unknown) => (error instanceof Error ? 'refused' : 'odd'),
      )

    it('give numbers without a gap, also where many invoices are issued at once and some fail', async () => {
      const issue = (fails: boolean) =>
        atomically(async ({ invoices }) => {
          const number = await invoices.nextNumber('INV')
          await invoices.add(anInvoice({ number }))
          if (fails) throw new Error('rolled back')
          return number
        })
      const tries = await Promise.allSettled(Array.from({ length: 20 }, (_one, n) => issue(n % 3 === 0)))
      const numbers = tries.flatMap(one => (one.status === 'fulfilled' ? one.value : []))
      const expected = numbers.map((_one, n) => `INV-${String(n + 1).padStart(6, '0')}`)
      expect(numbers.toSorted()).to.deep.equal(expected)
      expect(await atomically(({ invoices }) => invoices.nextNumber('CN'))).to.equal('CN-000001')
    })

    // SQLite has one writer at a time: there, nobody waits for somebody who waits for him
    if (engine === 'PostgreSQL')
      it('run a transaction again that waited for another one which waited for it', async () => {
        const begun = new Set<string>()
        const bothBegan = () => Promise.resolve(begun.size === 2)
        const both = (first: string, second: string) =>
          atomically(async ({ invoices }) => {
            await invoices.nextNumber(first)
            begun.add(first)
            await until(bothBegan)
            await invoices.nextNumber(second)
          })
        await Promise.all([both('A', 'B'), both('B', 'A')])
        const next = await atomically(({ invoices }) => invoices.nextNumber('A'))
        expect(next).to.equal('A-000003')
      })

    it('hand every record out as it was put in, with amounts that are numbers', async () => {
      const [invoice, right] = [anInvoice({ number: 'X-1' }), aRight({ licenceId: randomUUID() })]
      const order = anOrder({ invoiceId: invoice.id, licenceId: right.licenceId })
      const payment = aPayment(invoice.id)
      await stores.invoices.add(invoice)
      await stores.orders.add(order)
      await stores.payments.add(payment)
      await stores.rights.add(right)
      expect(await stores.invoices.findByNumber('X-1')).to.deep.equal(invoice)
      expect(await stores.orders.findByInvoice(invoice.id)).to.deep.equal(order)
      expect(await stores.payments.of(invoice.id)).to.deep.equal([payment])
      expect(await stores.rights.liveFor(right.licenceId, right.addon)).to.deep.equal(right)
    })

    it('take one open order of an add-on, and another one when it is settled', async () => {
      const order = anOrder({ licenceId: randomUUID() })
      await stores.orders.add(order)
      const second = anOrder({ licenceId: order.licenceId, cycle: 'annually' })
      expect(await refusalOf(stores.orders.add(second))).to.equal('refused')
      await stores.orders.put({ ...order, state: 'withdrawn' })
      expect(await refusalOf(stores.orders.add(second))).to.equal('stored')
      expect(await stores.orders.open(order.licenceId)).to.deep.equal([second])
      const sameReference = anOrder({
        licenceId: order.licenceId,
        addon: 'other',
        reference: order.reference,
      })
      expect(await refusalOf(stores.orders.add(sameReference))).to.equal('refused')
    })

    it('take one right to an add-on that has not ended, and count its changes', async () => {
      const right = aRight({ licenceId: randomUUID() })
      await stores.rights.add(right)
      const second = aRight({ licenceId: right.licenceId, kind: 'one-time' })
      expect(await refusalOf(stores.rights.add(second))).to.equal('refused')
      expect((await stores.rights.put({ ...right, state: 'ended' })).revision).to.equal(2)
      expect(await refusalOf(stores.rights.add(second))).to.equal('stored')
      expect(await stores.rights.ofLicence(right.licenceId)).to.have.lengthOf(2)
    })

    it('take one payment of an invoice, unless the one before has failed', async () => {
      const invoice = anInvoice()
      await stores.invoices.add(invoice)
      const first = aPayment(invoice.id)
      await stores.payments.add(first)
      expect(await refusalOf(stores.payments.add(aPayment(invoice.id)))).to.equal('refused')
      await stores.payments.put({ ...first, state: 'failed' })
      expect(await refusalOf(stores.payments.add(aPayment(invoice.id, { state: 'succeeded' })))).to.equal(
        'stored',
      )
      expect(await refusalOf(stores.payments.add(aPayment(invoice.id)))).to.equal('refused')
    })

    it('refuse a movement whose lines don’t add up to zero, or are no whole numbers', async () => {
      for (const lines of [[], [0], [400, -399], [400], [0.5, -0.5], [Number.NaN, 1], [2 ** 60, -(2 ** 60)]])
        expect(await refusalOf(stores.ledger.add(aMovement(lines))), String(lines)).to.equal('refused')
      const movement = aMovement([1_000_000_000_000, -1_000_000_000_000], { licenceId: randomUUID() })
      await stores.ledger.add(movement)
      expect(await stores.ledger.all({ licenceId: movement.licenceId })).to.deep.equal([movement])
    })

    it('keep the order of movements, also of those at the same moment', async () => {
      const accountId = randomUUID()
      const all = Array.from({ length: 10 }, () => aMovement([1, -1], { accountId }))
      await Promise.all(all.map(one => atomically(({ ledger }) => ledger.add(one))))
      const kept = await stores.ledger.all({ accountId })
      expect(kept.map(({ id }) => id)).to.have.members(all.map(({ id }) => id))
      expect(await stores.ledger.all({ accountId })).to.deep.equal(kept)
    })

    it('answer with the newest price in force, shortest cycle first, and none that was taken back', async () => {
      const addon = `addon-${randomUUID().slice(0, 8)}`
      const { products } = stores
      await products.put({ addon, name: 'Japanese', author: 'souk' })
      const set = (cycle: 'monthly' | 'annually', amount: number | null, from: string) =>
        products.setPrice({ addon, cycle, currency: 'USD', amount, from })
      await set('annually', 4000, '2026-01-01T00:00:00.000Z')
      await set('monthly', 400, '2026-01-01T00:00:00.000Z')
      await set('monthly', 500, '2026-02-01T00:00:00.000Z')
      await set('annually', null, '2026-03-01T00:00:00.000Z')
      const at = async (time: string) =>
        (await products.pricesAt(addon, time)).map(({ cycle, amount }) => `${cycle} ${amount}`)
      expect(await at('2025-12-31T00:00:00.000Z')).to.deep.equal([])
      expect(await at('2026-01-01T00:00:00.000Z')).to.deep.equal(['monthly 400', 'annually 4000'])
      expect(await at('2026-02-01T00:00:00.000Z')).to.deep.equal(['monthly 500', 'annually 4000'])
      expect(await at('2026-03-02T00:00:00.000Z')).to.deep.equal(['monthly 500'])
      expect(await products.prices(addon)).to.have.lengthOf(4)
    })

    it('remember a reference that must never buy, once for each licence', async () => {
      const [licence, reference] = [randomUUID(), randomUUID()]
      for (const at of ['2026-01-01', '2026-01-02']) await stores.orders.forbid(licence, reference, at)
      expect(await stores.orders.isForbidden(licence, reference)).to.equal(true)
      expect(await stores.orders.isForbidden(randomUUID(), reference)).to.equal(false)
    })
  })
})
