import { expect } from 'chai'
import { after, before, beforeEach, describe, it } from 'mocha'
import { eachDatabaseUrl } from '../../test/support/databases.ts'
import { addDays, addMonths } from '../billing/calendar.ts'
import { addToList, differencesOf, importOffered, type Offered } from '../billing/price-list.ts'
import { type Books, openBooks } from './books.ts'

const begin = '2027-01-31T10:30:00.000Z'

describe('Prices', () => {
  eachDatabaseUrl((_name, freshUrl) => {
    let b: Books
    let addon: string
    let count = 0
    before(async () => {
      b = await openBooks(await freshUrl(), begin)
    })
    after(() => b.close())
    beforeEach(async () => {
      b.goTo(begin)
      addon = `addon-${++count}`
      await b.sell(addon, { monthly: 400, annually: 4000 })
    })

    const change = (amount: number, from: string) =>
      b.office.changePrice({ addon, cycle: 'monthly', currency: 'USD', amount, from })
    const amounts = async (buyer: Awaited<ReturnType<Books['buyer']>>) =>
      (await b.charges(buyer.licence)).map(({ amount }) => amount)

    it('are the newest in force for new buyers, while subscribers keep theirs', async () => {
      const [early, late] = [await b.buyer(), await b.buyer()]
      await b.buy(early.licence, addon, 'monthly')
      const from = addDays(begin, 10)
      await b.books.products.setPrice({ addon, cycle: 'monthly', currency: 'USD', amount: 450, from })
      b.goTo(addDays(begin, 9))
      expect((await b.marketplace.quote(late.licence, { addon, version: '1.0.0' })).kind).to.equal('quoted')
      b.goTo(addDays(begin, 11))
      await b.buy(late.licence, addon, 'monthly')
      await b.bill(addMonths(begin, 3))
      expect(await amounts(early)).to.deep.equal([400, 400, 400, 400])
      expect(await amounts(late)).to.deep.equal([450, 450, 450])
    })

    it('change for subscribers 30 days after they were told, not earlier', async () => {
      const buyer = await b.buyer()
      await b.buy(buyer.licence, addon, 'monthly')
      expect((await change(500, addDays(begin, 29.9))).kind).to.equal('too soon')
      const from = addDays(begin, 45)
      expect(await change(500, from)).to.deep.equal({ kind: 'announced', subscribers: 1 })
      const { id } = await b.right(buyer.licence, addon)
      const told = await b.marketplace.entitlement(buyer.licence, id)
      expect(told?.priceChange).to.deep.equal({ from, amount: 500, currency: 'USD' })
      expect(told?.nextCharge?.amount).to.equal(400)
      await b.bill(addMonths(begin, 3))
      expect(await amounts(buyer)).to.deep.equal([400, 400, 500, 500])
    })

    it('change twice, each at its time', async () => {
      const buyer = await b.buyer()
      await b.buy(buyer.licence, addon, 'monthly')
      await change(500, addDays(begin, 30))
      await b.bill(addMonths(begin, 2))
      b.goTo(addMonths(begin, 2))
      await change(600, addDays(b.now().toISOString(), 40))
      await b.bill(addMonths(begin, 5))
      expect(await amounts(buyer)).to.deep.equal([400, 400, 500, 500, 600, 600])
    })

    it('are announced to nobody who pays them already, subscribed in another cycle, or has cancelled', async () => {
      const [same, yearly, gone] = [await b.buyer(), await b.buyer(), await b.buyer()]
      await b.buy(yearly.licence, addon, 'annually')
      await b.buy(gone.licence, addon, 'monthly')
      await b.desk.endSubscription((await b.right(gone.licence, addon)).id, 'gone')
      await b.buy(same.licence, addon, 'monthly')
      expect(await change(400, addDays(begin, 31))).to.deep.equal({ kind: 'announced', subscribers: 0 })
      expect((await b.right(yearly.licence, addon)).newNet).to.equal(null)
    })

    it('take an announcement back with another one', async () => {
      const buyer = await b.buyer()
      await b.buy(buyer.licence, addon, 'monthly')
      await change(500, addDays(begin, 31))
      await change(400, addDays(begin, 31))
      await b.bill(addMonths(begin, 2))
      expect(await amounts(buyer)).to.deep.equal([400, 400, 400])
    })

    const offered = (...prices: Offered['prices']): Offered => ({
      addon,
      name: 'New name',
      author: 'ada',
      prices,
    })
    const usd = (cycle: 'monthly' | 'annually' | 'quarterly', amount: number) => ({
      currency: 'USD',
      cycle,
      amount,
    })

    it('differ from a manifest where it says so, in both directions', async () => {
      const found = await differencesOf(
        b.books.products,
        offered(usd('monthly', 400), usd('quarterly', 1100)),
        begin,
      )
      expect(found.map(one => [one.cycle, one.offered, one.listed])).to.have.deep.members([
        ['annually', null, 4000],
        ['quarterly', 1100, null],
      ])
      const unknown = { ...offered(usd('monthly', 1)), addon: 'nobody-knows' }
      expect(await differencesOf(b.books.products, unknown, begin)).to.deep.equal([])
    })

    it('are imported from a manifest from now on, and what it does not name is left alone', async () => {
      const done = await importOffered(b.books.products, offered(usd('monthly', 450)), begin)
      expect(done.changes).to.have.length(1)
      const now = await b.books.products.pricesAt(addon, begin)
      expect(now.map(({ cycle, amount }) => [cycle, amount])).to.deep.equal([
        ['monthly', 450],
        ['annually', 4000],
      ])
      expect((await b.books.products.pricesAt(addon, addDays(begin, -1)))[0]?.amount).to.equal(400)
      expect(await b.books.products.find(addon)).to.include({ name: 'New name', author: 'ada' })
      const again = await importOffered(b.books.products, offered(usd('monthly', 450)), addDays(begin, 1))
      expect(again).to.deep.equal({ kind: 'known', changes: [] })
    })

    it('begin with the first publishing, and are the vendor’s own from then on', async () => {
      const fresh = { ...offered(usd('monthly', 700)), addon: `${addon}-new` }
      expect(await addToList(b.books.products, fresh, begin)).to.equal(true)
      expect(await addToList(b.books.products, { ...fresh, prices: [usd('monthly', 900)] }, begin)).to.equal(
        false,
      )
      expect((await b.books.products.pricesAt(fresh.addon, begin)).map(({ amount }) => amount)).to.deep.equal(
        [700],
      )
    })
  })
})
