import { expect } from 'chai'
import { it } from 'mocha'
import type { Stage } from '../billing-contract.ts'

export const purchases = (stage: Stage) => {
  it('charges the amount of the quote once, and entitles', async () => {
    const { bench, acts } = stage
    const buyer = await bench.buyer()
    const addon = await bench.sell({ monthly: 400 })
    const bought = await acts.buy(buyer, addon)
    expect(bought).to.include({ state: 'paid', total: 400, currency: 'USD', refusal: null, addon })
    expect(bought.invoice).to.include({ state: 'paid', total: 400, entitlement: bought.entitlement })
    expect(await acts.charges(buyer)).to.deep.equal([400])
    const right = await acts.right(buyer, addon)
    expect(right).to.include({ id: bought.entitlement, state: 'active', kind: 'recurring', cycle: 'monthly' })
    expect(right.nextCharge).to.deep.equal({ at: right.paidUntil, amount: 400, currency: 'USD' })
    expect(right.usableUntil).to.equal(null)
  })

  it('writes what was sold, to whom, under which add-on, author and licence into the books', async () => {
    const { bench, acts } = stage
    const buyer = await bench.buyer({ tax: { label: 'VAT', rate: 1900, note: null } })
    const addon = await bench.sell({ annually: 4000 })
    await acts.buy(buyer, addon, 'annually')
    const [issue, charge] = await acts.movements(buyer)
    expect(issue).to.deep.include({ kind: 'issue', addon, author: 'souk', cycle: 'annually', amount: 4760 })
    expect(issue?.lines.map(({ book, amount }) => [book, amount])).to.deep.equal([
      ['receivable', 4760],
      ['revenue', -4000],
      ['tax', -760],
    ])
    expect(issue?.lines[2]).to.include({ taxLabel: 'VAT', taxRate: 1900 })
    expect(charge?.lines.map(({ book, amount }) => [book, amount])).to.deep.equal([
      ['gateway', 4760],
      ['receivable', -4760],
    ])
  })

  it('once and for all ends never, and brings updates of the major version that was bought', async () => {
    const { bench, acts } = stage
    const buyer = await bench.buyer()
    const addon = await bench.sell({ 'one-time': 1900 })
    const request = await acts.offer(buyer, addon, 'one-time', '2.1.0')
    await acts.answer(buyer, acts.newReference(), request)
    expect(await acts.right(buyer, addon)).to.include({ kind: 'one-time', major: 2, paidUntil: null })
    expect((await acts.right(buyer, addon)).nextCharge).to.equal(null)
    const { marketplace } = bench.backend()
    const mayFetch = (version: string) => marketplace.mayFetch(buyer.licence, addon, version)
    expect(await Promise.all(['1.9.0', '2.0.0', '2.7.3', '3.0.0'].map(mayFetch))).to.deep.equal([
      true,
      true,
      true,
      false,
    ])
  })

  it('with a declined card leaves exactly one due invoice, and no right', async () => {
    const { bench, acts } = stage
    const buyer = await bench.buyer({ cards: ['declined'] })
    const addon = await bench.sell({ monthly: 400 })
    const bought = await acts.buy(buyer, addon)
    expect(bought).to.include({ state: 'payment due', entitlement: null })
    expect(bought.invoice).to.include({ state: 'open', total: 400, paidAt: null })
    const due = Date.parse(bought.invoice?.dueAt ?? '') - bench.now().getTime()
    expect(due).to.equal(14 * 86_400_000)
    expect(await acts.invoices(buyer)).to.have.lengthOf(1)
    expect([await acts.charges(buyer), await acts.rights(buyer)]).to.deep.equal([[], []])
  })

  it('without a card leaves a due invoice likewise', async () => {
    const { bench, acts } = stage
    const buyer = await bench.buyer({ cards: [] })
    const bought = await acts.buy(buyer, await bench.sell({ monthly: 400 }))
    expect(bought.state).to.equal('payment due')
    expect((await acts.invoices(buyer)).map(({ state }) => state)).to.deep.equal(['open'])
  })

  it('with a card that has expired meanwhile leaves a due invoice likewise', async () => {
    const { bench, acts } = stage
    const buyer = await bench.buyer({ cards: [] })
    const expires = bench.now().toISOString().slice(0, 7)
    await bench.backend().desk.addCard(buyer.account.id, { number: '4242424242424242', expires })
    bench.wait({ days: 32 })
    expect((await acts.buy(buyer, await bench.sell({ monthly: 400 }))).state).to.equal('payment due')
    expect(await acts.charges(buyer)).to.deep.equal([])
  })

  it('stays processing until the bank has decided, and then entitles', async () => {
    const { bench, acts } = stage
    const buyer = await bench.buyer({ cards: ['waits'] })
    const addon = await bench.sell({ monthly: 400 })
    const bought = await acts.buy(buyer, addon)
    expect(bought.state).to.equal('processing')
    expect(await bench.backend().marketplace.openPurchases(buyer.licence)).to.have.lengthOf(1)
    await bench.backend().office.bill(bench.now())
    expect(await acts.find(buyer, bought.reference)).to.include({ state: 'paid' })
    expect(await acts.charges(buyer)).to.deep.equal([400])
    expect((await acts.right(buyer, addon)).state).to.equal('active')
  })

  it('of the same add-on is possible only once at a time, whoever presses', async () => {
    const { bench, acts } = stage
    const buyer = await bench.buyer({ cards: ['declined'] })
    const addon = await bench.sell({ monthly: 400, annually: 4000 })
    const offers = await Promise.all(
      (['monthly', 'annually', 'monthly', 'annually'] as const).map(cycle => acts.offer(buyer, addon, cycle)),
    )
    const answers = await Promise.all(offers.map(one => acts.answer(buyer, acts.newReference(), one)))
    expect(answers.map(({ state }) => state).toSorted()).to.deep.equal([
      'payment due',
      'refused',
      'refused',
      'refused',
    ])
    expect(answers.flatMap(({ refusal }) => refusal ?? [])).to.deep.equal(Array(3).fill('other order open'))
    expect(await acts.invoices(buyer)).to.have.lengthOf(1)
  })

  it('tells nobody else: another licence finds neither the purchase nor its invoice', async () => {
    const { bench, acts } = stage
    const [buyer, stranger] = [await bench.buyer(), await bench.buyer()]
    const bought = await acts.buy(buyer, await bench.sell({ monthly: 400 }))
    const { marketplace } = bench.backend()
    expect(await acts.find(stranger, bought.reference)).to.equal(undefined)
    expect(await marketplace.invoice(stranger.licence, bought.invoice?.number ?? '')).to.equal(undefined)
    expect(await marketplace.entitlement(stranger.licence, bought.entitlement ?? '')).to.equal(undefined)
  })
}
