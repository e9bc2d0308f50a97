import { expect } from 'chai'
import { describe, it } from 'mocha'
import { chargesIn } from '../../db/charges.ts'
import { deliveriesIn } from '../../db/code-deliveries.ts'
import { migrations } from '../../db/migrations/index.ts'
import { figures } from '../../db/migrations/013-figures.ts'
import { purchasesIn } from '../../db/purchases.ts'
import type { NewDelivery } from '../../marketplace/code/deliveries.ts'
import { invoice, purchase as purchaseOf } from '../support/bought.ts'
import { eachDatabase } from '../support/databases.ts'

const at = '2026-11-22T08:00:00.000Z'
const long = '2020-01-01T00:00:00.000Z'
const paid = (number: string, change = {}) => invoice({ number, paidAt: at, ...change })
const delivery = (change: Partial<NewDelivery> = {}): NewDelivery => ({
  addon: 'chatty',
  event: 'message.received',
  conversation: 'one',
  source: null,
  message: null,
  payload: {},
  at,
  ...change,
})

describe('Figures over time', () => {
  eachDatabase((_, open) => {
    it('are every invoice that was paid, once, and none that was paid back or is still open', async () => {
      const charges = chargesIn((await open(migrations)).knex)
      const sums = async () => (await charges.since(long)).map(one => `${one.invoice} ${one.amount}`)
      await charges.take([
        paid('A', { total: 9_000_000_000 }),
        paid('B'),
        paid('C', { state: 'open', paidAt: null }),
      ])
      await charges.take([paid('B'), paid('C'), paid('D', { total: 0 })])
      expect(await sums()).to.deep.equal(['A 9000000000', 'B 400', 'C 400'])
      await charges.take([paid('B', { state: 'refunded' })])
      expect(await sums()).to.deep.equal(['A 9000000000', 'C 400'])
      expect(await charges.since('2026-11-22T08:00:00.001Z')).to.deep.equal([])
    })

    it('have a purchase as soon as it is paid', async () => {
      const { knex } = await open(migrations)
      const purchase = purchaseOf({ state: 'paid' })
      await purchasesIn(knex).add({ ...purchase, state: 'unknown', invoice: null })
      expect(await chargesIn(knex).since(long)).to.deep.equal([])
      await purchasesIn(knex).put({ ...purchase, invoice: paid('A') })
      expect(await chargesIn(knex).since(long)).to.deep.equal([
        { invoice: 'A', addon: 'japanese', currency: 'USD', amount: 400, paidAt: at },
      ])
    })

    it('count each delivery once, in the hour in which it ended, however many told it', async () => {
      const deliveries = deliveriesIn((await open(migrations)).knex)
      for (const conversation of ['one', 'two', 'three']) await deliveries.add(delivery({ conversation }))
      const [one, two, three] = await deliveries.claim(['chatty'], at, '2026-11-22T09:00:00.000Z', 9)
      await deliveries.done(one?.id ?? 0, '2026-11-22T08:59:59.999Z')
      await deliveries.done(one?.id ?? 0, '2026-11-22T09:10:00.000Z')
      await deliveries.giveUp(two?.id ?? 0, '2026-11-22T08:10:00.000Z', 'no luck')
      await deliveries.done(three?.id ?? 0, '2026-11-22T09:10:00.000Z')
      const hours = () => deliveries.hours('chatty', '2026-11-22T08')
      expect(await hours()).to.deep.equal([
        { hour: '2026-11-22T08', done: 1, dead: 1 },
        { hour: '2026-11-22T09', done: 1, dead: 0 },
      ])
      expect(await deliveries.hours('quiet', '2026-11-22T08')).to.deep.equal([])
      await deliveries.sweep('2026-11-23T00:00:00.000Z', '2026-11-22T09:30:00.000Z')
      expect(await hours()).to.deep.equal([{ hour: '2026-11-22T09', done: 1, dead: 0 }])
    })

    it('begin with what was there before they were kept', async () => {
      const { knex } = await open(migrations)
      const purchase = purchaseOf({ state: 'paid' })
      await purchasesIn(knex).add({ ...purchase, invoice: paid('A') })
      const deliveries = deliveriesIn(knex)
      await deliveries.add(delivery())
      const [one] = await deliveries.claim(['chatty'], at, '2026-11-22T09:00:00.000Z', 9)
      await deliveries.done(one?.id ?? 0, at)
      await figures.down(knex)
      await figures.up(knex)
      expect((await chargesIn(knex).since(long)).map(charge => charge.invoice)).to.deep.equal(['A'])
      expect(await deliveries.hours('chatty', '2026')).to.deep.equal([
        { hour: '2026-11-22T08', done: 1, dead: 0 },
      ])
    })
  })
})
