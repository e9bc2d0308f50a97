import { expect } from 'chai'
import { after, before, beforeEach, describe, it } from 'mocha'
import { eachDatabaseUrl } from '../../test/support/databases.ts'
import { addDays, addMonths } from '../billing/calendar.ts'
import { balance, type Books, imbalances, openBooks } from './books.ts'

const begin = '2027-01-31T10:30:00.000Z'
const vat = { label: 'VAT', rate: 1900, note: null }

describe('Corrections', () => {
  eachDatabaseUrl((_name, freshUrl) => {
    let b: Books
    before(async () => {
      b = await openBooks(await freshUrl(), begin)
      await b.sell('japanese', { monthly: 400 })
      await b.sell('japanese', { monthly: 380 }, 'EUR')
      await b.sell('telegram', { monthly: 500 })
      await b.sell('plain-english', { 'one-time': 1900 })
    })
    after(async () => {
      expect(imbalances(await b.books.ledger.all())).to.deep.equal([])
      await b.close()
    })
    beforeEach(() => b.goTo(begin))

    type Buyer = Awaited<ReturnType<Books['buyer']>>
    const bought = async (buyer: Buyer, addon = 'japanese') => {
      const { invoice } = await b.buy(
        buyer.licence,
        addon,
        addon === 'plain-english' ? 'one-time' : 'monthly',
      )
      return invoice?.number ?? expect.fail('no invoice')
    }
    const stateOf = async (number: string) => (await b.desk.invoiceNumbered(number))?.invoice.state
    const kinds = async ({ licence }: Buyer) =>
      (await b.books.ledger.all({ licenceId: licence.id })).map(({ kind, amount }) => `${kind} ${amount}`)

    describe('of an open invoice', () => {
      it('void it with its order, once, and leave a paid one alone', async () => {
        const buyer = await b.buyer({ cards: ['declined'] })
        const number = await bought(buyer)
        expect((await b.office.voidInvoice(number)).kind).to.equal('done')
        expect(await stateOf(number)).to.equal('void')
        expect(await b.marketplace.openPurchases(buyer.licence)).to.deep.equal([])
        expect(await kinds(buyer)).to.deep.equal(['issue 400', 'void 400'])
        expect((await b.office.voidInvoice(number)).kind).to.equal('not open')
        const paid = await bought(await b.buyer())
        expect((await b.office.voidInvoice(paid)).kind).to.equal('not open')
        expect(await stateOf(paid)).to.equal('paid')
        expect((await b.office.voidInvoice('INV-999999')).kind).to.equal('unknown')
      })

      it('give a renewal’s period away with its invoice', async () => {
        const buyer = await b.buyer()
        await bought(buyer)
        await b.useCard(buyer.account, 'declined')
        await b.bill(addMonths(begin, 1))
        const [, renewal] = await b.invoices(buyer.licence)
        await b.office.voidInvoice(renewal?.number ?? '')
        const right = await b.right(buyer.licence, 'japanese')
        expect(right).to.include({ state: 'active', paidUntil: addMonths(begin, 2), usableUntil: null })
        expect(await b.charges(buyer.licence)).to.have.length(1)
      })

      it('book it as paid by other means, once, and let the right begin', async () => {
        const buyer = await b.buyer({ cards: ['declined'] })
        const number = await bought(buyer)
        expect((await b.office.markPaid(number)).kind).to.equal('done')
        expect((await b.right(buyer.licence, 'japanese')).state).to.equal('active')
        const ledger = await b.books.ledger.all({ licenceId: buyer.licence.id })
        expect([
          balance(ledger, 'bank'),
          balance(ledger, 'gateway'),
          balance(ledger, 'receivable'),
        ]).to.deep.equal([400, 0, 0])
        expect((await b.office.markPaid(number)).kind).to.equal('not open')
        const [card] = await b.desk.cards(buyer.account.id)
        expect((await b.desk.pay(number, card?.id ?? '')).kind).to.equal('not open')
      })

      it('take no late yes to the bank’s question when it was paid by other means', async () => {
        const buyer = await b.buyer({ cards: ['asks'] })
        const number = await bought(buyer)
        expect((await b.office.markPaid(number)).kind).to.equal('done')
        expect((await b.desk.confirm(number, true)).kind).to.equal('not open')
        expect(await b.charges(buyer.licence)).to.have.length(1)
      })

      it('leave one alone whose payment is under way', async () => {
        const buyer = await b.buyer({ cards: ['waits'] })
        const number = await bought(buyer)
        expect((await b.office.markPaid(number)).kind).to.equal('not open')
        expect((await b.office.voidInvoice(number)).kind).to.equal('not open')
        await b.bill(begin)
        expect(await stateOf(number)).to.equal('paid')
      })
    })

    describe('of a paid invoice', () => {
      it('give everything back once, with a credit note, and end the right after 14 days', async () => {
        const buyer = await b.buyer({ tax: vat })
        const number = await bought(buyer)
        expect((await b.office.refund(number)).kind).to.equal('done')
        expect(await stateOf(number)).to.equal('refunded')
        const right = await b.right(buyer.licence, 'japanese')
        expect(right).to.include({
          state: 'ended',
          endedBecause: 'refunded',
          usableUntil: addDays(begin, 14),
        })
        expect(await kinds(buyer)).to.deep.equal(['issue 476', 'charge 476', 'credit 476', 'refund 476'])
        const ledger = await b.books.ledger.all({ licenceId: buyer.licence.id })
        for (const book of ['gateway', 'receivable', 'revenue', 'tax'])
          expect(balance(ledger, book), book).to.equal(0)
        expect((await b.office.refund(number)).kind).to.equal('not paid')
        await b.bill(addMonths(begin, 24))
        expect(await b.charges(buyer.licence)).to.have.length(1)
      })

      it('give a part back, and another; not more than was paid; the right goes on', async () => {
        const buyer = await b.buyer({ tax: { label: 'VAT', rate: 700, note: null } })
        const number = await bought(buyer, 'plain-english')
        expect((await b.office.refund(number, 0)).kind).to.equal('too much')
        expect((await b.office.refund(number, 2034)).kind).to.equal('too much')
        for (const part of [1, 1000]) expect((await b.office.refund(number, part)).kind).to.equal('done')
        expect(await stateOf(number)).to.equal('paid')
        expect((await b.right(buyer.licence, 'plain-english')).state).to.equal('active')
        expect((await b.office.refund(number, 1033)).kind).to.equal('too much')
        expect((await b.office.refund(number)).kind).to.equal('done')
        expect((await b.right(buyer.licence, 'plain-english')).endedBecause).to.equal('refunded')
        const found = await b.desk.invoiceNumbered(number)
        const notes = found?.corrections
          .toReversed()
          .map(({ number: n, total, state }) => [n?.slice(0, 3), total, state])
        expect(notes).to.have.deep.members([
          ['CN-', 1, 'paid'],
          ['CN-', 1000, 'paid'],
          ['CN-', 1032, 'paid'],
        ])
        const ledger = await b.books.ledger.all({ licenceId: buyer.licence.id })
        for (const book of ['revenue', 'tax']) expect(balance(ledger, book), book).to.equal(0)
      })

      it('give a bank transfer back from the bank', async () => {
        const buyer = await b.buyer({ cards: [] })
        const number = await bought(buyer)
        await b.office.markPaid(number)
        await b.office.refund(number, 150)
        const ledger = await b.books.ledger.all({ licenceId: buyer.licence.id })
        expect([balance(ledger, 'bank'), balance(ledger, 'gateway')]).to.deep.equal([250, 0])
      })

      it('finish with the next run, once, what the gateway did not answer', async () => {
        const buyer = await b.buyer()
        const number = await bought(buyer)
        b.trouble.refund = async asked => {
          await b.cards.refund(asked)
          throw new Error('The answer was cut off.')
        }
        const error = await b.office.refund(number, 100).catch(String)
        delete b.trouble.refund
        expect(error).to.include('cut off')
        expect(await kinds(buyer)).to.deep.equal(['issue 400', 'charge 400', 'credit 100'])
        await b.bill(begin)
        await b.bill(begin)
        expect((await kinds(buyer)).slice(3)).to.deep.equal(['refund 100'])
      })

      it('number credit notes in a series of their own, without a gap', async () => {
        const credits = (await b.books.ledger.all()).filter(({ kind }) => kind === 'credit')
        const numbers = credits.map(({ invoice }) => Number(invoice?.slice(3)))
        expect(numbers).to.deep.equal(numbers.map((_one, n) => n + 1))
      })
    })

    describe('of a licence’s owner', () => {
      it('take along what was bought once, and let a subscription end where it is paid until', async () => {
        const [olive, otto] = [await b.buyer(), await b.buyer()]
        for (const addon of ['japanese', 'telegram', 'plain-english']) await bought(olive, addon)
        await b.office.transfer(olive.licence, otto.account.id, ['telegram'])
        const of = (addon: string) => b.right(olive.licence, addon)
        expect((await of('plain-english')).accountId).to.equal(otto.account.id)
        expect(await of('telegram')).to.include({ accountId: otto.account.id, endsAt: null })
        expect((await of('japanese')).endsAt).to.equal(addMonths(begin, 1))
        await b.bill(addMonths(begin, 3))
        expect(await of('japanese')).to.include({ state: 'ended', endedBecause: 'transferred' })
        const charged = (await b.charges(olive.licence)).slice(3)
        expect(charged.map(({ addon, accountId }) => [addon, accountId])).to.deep.equal(
          Array.from({ length: 3 }, () => ['telegram', otto.account.id]),
        )
      })

      it('end at once what is not paid, and take its invoices back', async () => {
        const [olive, otto] = [await b.buyer(), await b.buyer()]
        await bought(olive)
        await b.useCard(olive.account, 'declined')
        const open = await bought(olive, 'plain-english')
        await b.bill(addMonths(begin, 1))
        b.goTo(addMonths(begin, 1))
        await b.office.transfer(olive.licence, otto.account.id, ['japanese'])
        expect(await b.right(olive.licence, 'japanese')).to.include({
          state: 'ended',
          endedBecause: 'transferred',
        })
        expect((await b.invoices(olive.licence)).map(({ state }) => state)).to.have.members([
          'paid',
          'void',
          'void',
        ])
        expect(await stateOf(open)).to.equal('void')
        await b.bill(addMonths(begin, 6))
        expect(await b.charges(olive.licence)).to.have.length(1)
      })

      it('let nobody go on paying in a currency that is not the account’s', async () => {
        const [olive, otto] = [await b.buyer(), await b.buyer({ currency: 'EUR' })]
        await bought(olive)
        await b.office.transfer(olive.licence, otto.account.id, ['japanese'])
        expect((await b.right(olive.licence, 'japanese')).endsAt).to.equal(addMonths(begin, 1))
      })

      it('change nothing when it is the owner already', async () => {
        const olive = await b.buyer()
        await bought(olive)
        await b.office.transfer(olive.licence, olive.account.id, [])
        expect((await b.right(olive.licence, 'japanese')).endsAt).to.equal(null)
      })
    })
  })
})
