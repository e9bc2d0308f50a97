import { expect } from 'chai'
import { it } from 'mocha'
import type { Stage } from '../billing-contract.ts'
import type { CardName } from '../billing-ground.ts'
import type { Trouble } from '../unsteady.ts'

export const crashes = (stage: Stage) => {
  const pressed = async (trouble: Trouble, card: CardName = 'pays') => {
    const { bench, acts } = stage
    const buyer = await bench.buyer({ cards: [card] })
    const addon = await bench.sell({ monthly: 400 })
    const [reference, request] = [acts.newReference(), await acts.offer(buyer, addon)]
    const struck = bench.trouble(trouble)
    const answer = acts.answer(buyer, reference, request)
    await struck
    return { buyer, addon, reference, request, answer }
  }

  for (const trouble of ['dies before', 'dies after'] as const)
    it(`of a process that ${trouble} the charge ends in one charge, and the purchase is known as paid`, async () => {
      const { bench, acts } = stage
      const { buyer, addon, reference, request } = await pressed(trouble)
      expect(await acts.find(buyer, reference)).to.include({ state: 'processing' })
      await bench.restart()
      expect(await acts.find(buyer, reference)).to.include({ state: 'paid' })
      expect(await acts.answer(buyer, reference, request)).to.include({ state: 'paid' })
      await bench.restart()
      expect(await acts.charges(buyer)).to.deep.equal([400])
      expect((await acts.right(buyer, addon)).state).to.equal('active')
    })

  it('that is found only a day later charges nobody any more: an invoice is due', async () => {
    const { bench, acts } = stage
    const { buyer, reference } = await pressed('dies before')
    bench.wait({ days: 1 })
    await bench.restart()
    expect(await acts.find(buyer, reference)).to.include({ state: 'payment due' })
    expect(await acts.charges(buyer)).to.deep.equal([])
  })

  it('that is found a day later, after the charge, is known as paid', async () => {
    const { bench, acts } = stage
    const { buyer, reference } = await pressed('dies after')
    bench.wait({ days: 1 })
    await bench.restart()
    expect(await acts.find(buyer, reference)).to.include({ state: 'paid' })
    expect(await acts.charges(buyer)).to.deep.equal([400])
  })

  for (const trouble of ['throws before', 'throws after'] as const)
    it(`of the line that ${trouble} the charge leaves it processing until it is known, and one charge`, async () => {
      const { bench, acts } = stage
      const { buyer, reference, request, answer } = await pressed(trouble)
      expect((await answer).state).to.equal('processing')
      expect(await bench.backend().marketplace.withdraw(buyer.licence, reference)).to.include({
        state: 'processing',
      })
      await bench.backend().office.recover()
      expect(await acts.answer(buyer, reference, request)).to.include({ state: 'paid' })
      expect(await acts.charges(buyer)).to.deep.equal([400])
    })

  it('after a decline leaves exactly one due invoice', async () => {
    const { bench, acts } = stage
    const { buyer, reference } = await pressed('dies after', 'declined')
    expect(await acts.find(buyer, reference)).to.include({ state: 'processing' })
    await bench.restart()
    expect(await acts.find(buyer, reference)).to.include({ state: 'payment due' })
    expect((await acts.invoices(buyer)).map(({ state }) => state)).to.deep.equal(['open'])
    expect(await acts.charges(buyer)).to.deep.equal([])
  })

  it('of a payment by hand ends in one charge', async () => {
    const { bench, acts } = stage
    const buyer = await bench.buyer({ cards: [] })
    const bought = await acts.buy(buyer, await bench.sell({ monthly: 400 }))
    const { desk } = bench.backend()
    await desk.addCard(buyer.account.id, { number: '4242424242424242', expires: '12/35' })
    const dead = bench.trouble('dies after')
    const card = await acts.firstCard(buyer)
    const number = bought.invoice?.number ?? ''
    void desk.pay(number, card)
    await dead
    expect((await desk.pay(number, card)).kind).to.equal('processing')
    await bench.restart()
    expect(await acts.find(buyer, bought.reference)).to.include({ state: 'paid' })
    expect(await acts.charges(buyer)).to.deep.equal([400])
  })

  it('that reaches the gateway after another card paid is given back: nobody pays twice', async () => {
    const { bench, acts } = stage
    const { buyer, reference, answer } = await pressed('waits before')
    bench.wait({ minutes: 20 })
    await bench.backend().office.recover()
    const due = await acts.find(buyer, reference)
    expect(due?.state).to.equal('payment due')
    const { desk } = bench.backend()
    expect((await desk.pay(due?.invoice?.number ?? '', await acts.firstCard(buyer))).kind).to.equal('paid')
    bench.letGo()
    expect((await answer).state).to.equal('paid')
    expect(await acts.charges(buyer)).to.deep.equal([400, 400])
    expect(await acts.refunds(buyer)).to.deep.equal([400])
    await acts.expectBalance()
  })
}
