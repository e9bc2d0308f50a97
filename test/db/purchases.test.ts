import { expect } from 'chai'
import { before, describe, it } from 'mocha'
import type { Database } from '../../db/index.ts'
import { migrations } from '../../db/migrations/index.ts'
import { purchasesIn } from '../../db/purchases.ts'
import { quotesIn } from '../../db/quotes.ts'
import { revisionOf } from '../../db/revisions.ts'
import { failure } from '../../marketplace/failures.ts'
import type { PurchaseStore, QuoteStore } from '../../marketplace/purchases.ts'
import { eachDatabase } from '../support/databases.ts'
import { invoice, purchase, quoted } from '../support/bought.ts'

const refusal = (work: Promise<unknown>) =>
  work.then(
    () => 'stored',
    () => 'refused',
  )

describe('Purchases', () => {
  eachDatabase((_, open) => {
    let db: Database
    let store: PurchaseStore
    before(async () => {
      db = await open(migrations)
      store = purchasesIn(db.knex)
    })

    it('are found again as they were stored, with amounts beyond 32 bits', async () => {
      const one = purchase({
        reference: 'reference-round-trip',
        addon: 'one',
        total: 9_000_000_000,
        state: 'needs a look',
        failure: failure('purchase-unknown', { name: 'One' }),
        invoice: invoice(),
        odd: {
          addon: 'one',
          cycle: 'monthly',
          currency: 'EUR',
          total: 1,
          account: 'a',
          state: 'paid',
          fields: ['total'],
        },
      })
      await store.add(one)
      expect(await store.find(one.reference)).to.deep.equal(one)
      const settled = {
        ...one,
        state: 'paid' as const,
        odd: null,
        entitlement: 'right-1',
        checkedAt: one.placedAt,
      }
      await store.put(settled)
      expect(await store.find(one.reference)).to.deep.equal(settled)
    })

    it('are open one at a time for each licence and add-on, whoever tries', async () => {
      await store.add(purchase({ reference: 'reference-the-first', addon: 'two' }))
      const again = purchase({ reference: 'reference-another-one', addon: 'two' })
      expect(await refusal(store.add(again))).to.equal('refused')
      expect(await refusal(store.add({ ...again, licence: 'other' }))).to.equal('stored')
      expect((await store.openFor('two'))?.state).to.equal('unsent')
    })

    for (const state of ['paid', 'refused', 'withdrawn', 'void', 'not sent'] as const)
      it(`that are ${state} make room for the next one`, async () => {
        const addon = `over-${state.replace(' ', '-')}`
        const first = purchase({ reference: `reference-${addon}-1`, addon })
        await store.add(first)
        await store.put({ ...first, state })
        expect(await store.openFor(addon)).to.equal(undefined)
        const next = purchase({
          reference: `reference-${addon}-2`,
          addon,
          placedAt: '2026-11-23T08:00:00.000Z',
        })
        expect(await refusal(store.add(next))).to.equal('stored')
        expect((await store.latestFor(addon))?.reference).to.equal(next.reference)
      })

    it('make pages that show them out of date', async () => {
      const earlier = await revisionOf(db.knex, 'purchases')
      await store.add(purchase({ reference: 'reference-revision', addon: 'three' }))
      expect(await revisionOf(db.knex, 'purchases')).to.equal(earlier + 1)
    })

    it('are listed newest first, a page at a time', async () => {
      for (let n = 0; n < 60; n++)
        await store.add(
          purchase({
            reference: `reference-listed-${n}-of-many`,
            addon: `listed-${n}`,
            placedAt: `2026-12-01T08:00:${String(n).padStart(2, '0')}.000Z`,
          }),
        )
      const first = await store.list(1)
      expect(first.purchases[0]?.addon).to.equal('listed-59')
      expect(first.purchases).to.have.length(50)
      const last = await store.list(99)
      expect(last.purchases.at(-1)?.placedAt).to.equal(purchase().placedAt)
      expect(first.total).to.equal(first.purchases.length + last.purchases.length)
    })
  })
})

describe('Quotes', () => {
  eachDatabase((_, open) => {
    let store: QuoteStore
    before(async () => {
      store = quotesIn((await open(migrations)).knex)
    })

    it('are found by each of their ids, the newest of an add-on first', async () => {
      const [old, young] = [quoted('a', 'old'), { ...quoted('a', 'new'), readAt: '2026-11-23T08:00:00.000Z' }]
      await store.put(old)
      await store.put(young)
      expect(await store.holding('old-annually')).to.deep.equal(old)
      expect(await store.latestFor('a', 'licence-1')).to.deep.equal(young)
      expect(await store.latestFor('a', 'another')).to.equal(undefined)
    })

    it('are used once, and with one all of its add-on: a resent form buys nothing', async () => {
      await store.put(quoted('b', 'first'))
      await store.put(quoted('b', 'second'))
      expect(await store.take('first-monthly')).to.equal(true)
      expect(await store.take('first-monthly')).to.equal(false)
      expect(await store.holding('second-annually')).to.equal(undefined)
    })

    it('go when they are old', async () => {
      await store.put(quoted('c', 'ancient'))
      await store.sweep('2026-11-23T00:00:00.000Z')
      expect(await store.latestFor('c', 'licence-1')).to.equal(undefined)
    })
  })
})
