import { expect } from 'chai'
import { after, afterEach, before, beforeEach, describe, it } from 'mocha'
import { eachDatabaseUrl } from '../../test/support/databases.ts'
import { addDays, addMonths } from '../billing/calendar.ts'
import { type Books, imbalances, openBooks } from './books.ts'

const begin = '2027-01-31T10:30:00.000Z'
const monthly = (n: number) => addMonths(begin, n)
/** so many days after the first renewal fell due */
const day = (n: number) => addDays(monthly(1), n)

describe('Subscriptions over time', () => {
  eachDatabaseUrl((_name, freshUrl) => {
    let b: Books
    /** the books as another process has them open */
    let other: Books
    before(async () => {
      const url = await freshUrl()
      b = await openBooks(url, begin)
      other = await openBooks(url, begin)
      await b.sell('japanese', { monthly: 400, annually: 4000, quarterly: 1100 })
      await b.sell('plain-english', { 'one-time': 1900 })
    })
    after(async () => {
      await other.close()
      await b.close()
    })
    beforeEach(() => b.goTo(begin))
    afterEach(async () => {
      for (const { id } of await b.books.rights.dueUntil('2100')) await b.desk.endSubscription(id, 'the test')
    })

    const subscribed = async (...cards: Parameters<Books['addCard']>[1][]) => {
      const buyer = await b.buyer({ cards: ['pays'] })
      const bought = await b.buy(buyer.licence, 'japanese', 'monthly')
      expect(bought.state).to.equal('paid')
      for (const name of cards) await b.useCard(buyer.account, name)
      return buyer
    }
    const stateOf = async ({ licence }: Awaited<ReturnType<typeof subscribed>>) => {
      const { state, paidUntil, pastDueSince, usableUntil } = await b.right(licence, 'japanese')
      return { state, paidUntil, pastDueSince, usableUntil }
    }
    const active = { state: 'active', pastDueSince: null, usableUntil: null }

    it('charges two years of months 24 times, each on its day and at its time of day', async () => {
      const { licence } = await subscribed()
      const { steps } = await b.bill(monthly(24))
      const own = steps.filter(step => step.licence === licence.id)
      expect(own.map(({ what, at }) => `${what} ${at}`)).to.deep.equal(
        Array.from({ length: 24 }, (_, n) => `renewed ${monthly(n + 1)}`),
      )
      const charges = await b.charges(licence)
      expect(charges.slice(1).map(({ time }) => time)).to.deep.equal(own.map(({ at }) => at))
      expect(own[0]?.at.slice(0, 16)).to.equal('2027-02-28T10:30')
      expect(own[1]?.at.slice(0, 16)).to.equal('2027-03-31T10:30')
      expect((await b.bill(monthly(24))).steps.filter(step => step.licence === licence.id)).to.deep.equal([])
      expect((await b.right(licence, 'japanese')).paidUntil).to.equal(monthly(25))
    })

    it('puts one invoice behind each charge, with the days it pays for and the tax of that time', async () => {
      const tax = { label: 'VAT', rate: 1900, note: null }
      const { licence } = await b.buyer({ tax, address: 'Lindenweg 3', taxId: 'DE1' })
      await b.buy(licence, 'japanese', 'quarterly')
      await b.bill(monthly(6))
      const invoices = await b.invoices(licence)
      expect(invoices.map(({ state, net, tax: vat, total }) => [state, net, vat, total])).to.deep.equal(
        Array.from({ length: 3 }, () => ['paid', 1100, 209, 1309]),
      )
      const periods = invoices.map(({ snapshot }) => snapshot.lines[0]?.period)
      expect(periods).to.deep.equal([0, 3, 6].map(n => ({ from: monthly(n), to: monthly(n + 3) })))
      expect(invoices[0]?.snapshot.buyer).to.include({ address: 'Lindenweg 3', taxId: 'DE1' })
      const charged = (await b.charges(licence)).map(({ amount, invoice }) => [amount, invoice])
      expect(charged).to.deep.equal(invoices.map(({ total, number }) => [total, number]))
    })

    it('tries a declined card again after 3, 7 and 12 days, suspends after 14 and ends after 30', async () => {
      const buyer = await subscribed('declined')
      const grace = { pastDueSince: monthly(1), usableUntil: day(14) }
      await b.bill(day(13))
      expect(await stateOf(buyer)).to.include({ state: 'past due', paidUntil: monthly(1), ...grace })
      const [, invoice] = await b.invoices(buyer.licence)
      const tries = (await b.books.payments.of(invoice?.id ?? '')).map(({ at, state }) => `${state} ${at}`)
      expect(tries).to.deep.equal([0, 3, 7, 12].map(n => `failed ${day(n)}`))
      await b.bill(day(29))
      expect(await stateOf(buyer)).to.include({ state: 'suspended', ...grace })
      await b.bill(day(400))
      const right = await b.right(buyer.licence, 'japanese')
      expect(right).to.include({
        state: 'ended',
        endedAt: day(30),
        endedBecause: 'unpaid',
        usableUntil: day(14),
      })
      expect((await b.invoices(buyer.licence)).map(({ state }) => state)).to.deep.equal(['paid', 'void'])
      expect(await b.charges(buyer.licence)).to.have.length(1)
    })

    it('brings it back with the next try, once another card pays', async () => {
      const buyer = await subscribed('declined')
      await b.bill(day(2))
      await b.useCard(buyer.account, 'pays')
      const { steps } = await b.bill(day(4))
      expect(steps.map(({ what, at }) => `${what} ${at}`)).to.include(`renewed ${day(3)}`)
      expect(await stateOf(buyer)).to.deep.equal({ ...active, paidUntil: monthly(2) })
    })

    it('stays on the days of its beginning when it is paid late by hand', async () => {
      const buyer = await subscribed('declined')
      await b.bill(day(9))
      b.goTo(day(9))
      const [, invoice] = await b.invoices(buyer.licence)
      const card = await b.addCard(buyer.account, 'pays')
      expect((await b.desk.pay(invoice?.number ?? '', card.id)).kind).to.equal('paid')
      expect(await stateOf(buyer)).to.deep.equal({ ...active, paidUntil: monthly(2) })
      await b.desk.makeDefault(buyer.account.id, card.id)
      await b.bill(monthly(3))
      expect(await stateOf(buyer)).to.deep.equal({ ...active, paidUntil: monthly(4) })
      expect(await b.charges(buyer.licence)).to.have.length(4)
    })

    it('begins anew with the payment when it had been switched off', async () => {
      const buyer = await subscribed('declined')
      await b.bill(day(20))
      b.goTo(day(20))
      const [, invoice] = await b.invoices(buyer.licence)
      const card = await b.useCard(buyer.account, 'pays')
      await b.desk.pay(invoice?.number ?? '', card.id)
      expect(await stateOf(buyer)).to.deep.equal({ ...active, paidUntil: addMonths(day(20), 1) })
      await b.bill(addMonths(day(20), 2))
      expect((await b.charges(buyer.licence)).at(-1)?.time).to.equal(addMonths(day(20), 2))
    })

    it('is past due at once without a card, and with one that has expired', async () => {
      const none = await subscribed()
      const [card] = await b.desk.cards(none.account.id)
      await b.desk.removeCard(none.account.id, card?.id ?? '')
      const expired = await b.buyer({ cards: [] })
      await b.useCard(expired.account, 'pays', '02/27')
      await b.buy(expired.licence, 'japanese', 'quarterly')
      await b.bill(monthly(3))
      expect((await b.right(none.licence, 'japanese')).pastDueSince).to.equal(monthly(1))
      expect((await b.right(expired.licence, 'japanese')).pastDueSince).to.equal(monthly(3))
      const [, invoice] = await b.invoices(none.licence)
      const [attempt] = await b.books.payments.of(invoice?.id ?? '')
      expect(attempt).to.include({ state: 'failed', reason: 'no card' })
    })

    it('leaves a payment that is under way to the next run, and is not past due meanwhile', async () => {
      const buyer = await subscribed('waits')
      await b.bill(monthly(1))
      expect(await stateOf(buyer)).to.deep.equal({ ...active, paidUntil: monthly(1) })
      expect((await b.invoices(buyer.licence)).at(-1)?.state).to.equal('processing')
      b.goTo(day(1))
      await b.bill(day(1))
      expect(await stateOf(buyer)).to.deep.equal({ ...active, paidUntil: monthly(2) })
      await b.bill(monthly(6))
      const charged = (await b.charges(buyer.licence)).slice(2).map(({ time }) => time)
      expect(charged).to.deep.equal([2, 3, 4, 5].map(n => addDays(monthly(n), 1)))
    })

    it('charges nothing any more once it is cancelled', async () => {
      const buyer = await subscribed()
      await b.bill(monthly(3))
      const { id } = await b.right(buyer.licence, 'japanese')
      await b.desk.endSubscription(id, 'olive')
      await b.bill(monthly(72))
      expect(await b.charges(buyer.licence)).to.have.length(4)
      expect(await b.right(buyer.licence, 'japanese')).to.include({
        state: 'ended',
        endedBecause: 'cancelled',
      })
    })

    it('gives a renewal back that was under way when it was cancelled', async () => {
      const buyer = await subscribed('waits')
      await b.bill(monthly(1))
      const { id } = await b.right(buyer.licence, 'japanese')
      await b.desk.endSubscription(id, 'olive')
      await b.bill(monthly(4))
      const ledger = await b.books.ledger.all({ licenceId: buyer.licence.id })
      const money = ledger.filter(({ kind }) => kind === 'charge' || kind === 'refund')
      expect(money.map(({ kind, amount }) => [kind, amount])).to.deep.equal([
        ['charge', 400],
        ['charge', 400],
        ['refund', 400],
      ])
      expect(imbalances(ledger)).to.deep.equal([])
    })

    it('is past due while the bank waits for a yes, and goes on with it', async () => {
      const buyer = await subscribed('asks')
      await b.bill(day(5))
      expect(await stateOf(buyer)).to.include({ state: 'past due', pastDueSince: monthly(1) })
      const [, invoice] = await b.invoices(buyer.licence)
      b.goTo(day(5))
      expect((await b.desk.confirm(invoice?.number ?? '', true)).kind).to.equal('paid')
      expect(await stateOf(buyer)).to.deep.equal({ ...active, paidUntil: monthly(2) })
    })

    it('forgets a first invoice that nobody paid for 14 days, with its order', async () => {
      const buyer = await b.buyer({ cards: ['declined'] })
      const bought = await b.buy(buyer.licence, 'plain-english', 'one-time')
      expect(bought.state).to.equal('payment due')
      await b.bill(addDays(begin, 13.9))
      expect((await b.marketplace.findPurchase(buyer.licence, bought.reference))?.state).to.equal(
        'payment due',
      )
      const run = await b.bill(addDays(begin, 14))
      expect(run.voided).to.be.greaterThan(0)
      expect((await b.marketplace.findPurchase(buyer.licence, bought.reference))?.state).to.equal('void')
      expect((await b.buy(buyer.licence, 'plain-english', 'one-time')).state).to.equal('payment due')
    })

    it('charges each period once, also when two processes bill at the same moment', async () => {
      const buyers = [await subscribed(), await subscribed(), await subscribed('declined')]
      const both = [b.bill(monthly(3)), other.bill(monthly(3)), b.bill(monthly(3))]
      expect((await Promise.all(both)).flatMap(({ troubles }) => troubles)).to.deep.equal([])
      await b.bill(monthly(3))
      const counts = await Promise.all(buyers.map(async ({ licence }) => (await b.charges(licence)).length))
      expect(counts).to.deep.equal([4, 4, 1])
      for (const { licence } of buyers.slice(0, 2)) expect(await b.invoices(licence)).to.have.length(4)
      expect(await b.invoices(buyers[2]?.licence ?? expect.fail())).to.have.length(2)
    })

    it('bills the others when one can’t be billed, and that one in the next run, once', async () => {
      const [first, second] = [await subscribed(), await subscribed()]
      const own = new Set((await b.desk.cards(first.account.id)).map(({ token }) => token))
      b.trouble.charge = asked =>
        own.has(asked.token) ? Promise.reject(new Error('The gateway is away.')) : b.cards.charge(asked)
      const away = await b.bill(monthly(1))
      expect(away.steps.filter(({ licence }) => licence === second.licence.id)[0]?.what).to.equal('renewed')
      expect(await stateOf(first)).to.include({ state: 'active', paidUntil: monthly(1) })
      delete b.trouble.charge
      await b.bill(monthly(1))
      expect(await stateOf(first)).to.include({ state: 'active', paidUntil: monthly(2) })
      expect(await b.charges(first.licence)).to.have.length(2)
    })

    it('learns what became of a charge whose answer was lost, and does not charge again', async () => {
      const buyer = await subscribed()
      b.trouble.charge = async asked => {
        await b.cards.charge(asked)
        throw new Error('The answer was cut off.')
      }
      await b.bill(monthly(1))
      delete b.trouble.charge
      await b.bill(monthly(1))
      expect(await stateOf(buyer)).to.include({ state: 'active', paidUntil: monthly(2) })
      expect(await b.charges(buyer.licence)).to.have.length(2)
    })

    it('counts the days to pay from when it was noticed, after an outage', async () => {
      const buyer = await subscribed('declined')
      b.goTo(day(40))
      await b.office.bill(b.now(), { notBefore: b.now() })
      expect(await stateOf(buyer)).to.include({
        state: 'past due',
        pastDueSince: day(40),
        usableUntil: day(54),
      })
      await b.bill(day(55))
      expect((await stateOf(buyer)).state).to.equal('suspended')
    })

    it('costs nothing any more at the next renewal, once the add-on is free', async () => {
      await b.sell('french', { monthly: 300 })
      const { licence } = await b.buyer()
      await b.buy(licence, 'french', 'monthly')
      const free = { addon: 'french', currency: 'USD', cycle: 'monthly', amount: null, from: begin } as const
      await b.books.products.setPrice(free)
      await b.bill(monthly(12))
      expect(await b.charges(licence)).to.have.length(1)
      expect(await b.right(licence, 'french')).to.include({ kind: 'free', state: 'active', paidUntil: null })
    })

    it('keeps the books level, and invoice numbers without a gap', async () => {
      expect(imbalances(await b.books.ledger.all())).to.deep.equal([])
      const numbers = (await b.books.ledger.all())
        .filter(({ kind }) => kind === 'issue')
        .map(({ invoice }) => Number(invoice?.split('-')[1]))
      expect(numbers.toSorted((x, y) => x - y)).to.deep.equal(numbers.map((_number, n) => n + 1))
    })
  })
})
