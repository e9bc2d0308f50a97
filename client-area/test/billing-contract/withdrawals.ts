import { expect } from 'chai'
import { it } from 'mocha'
import type { Stage } from '../billing-contract.ts'
import type { Buyer } from '../billing-ground.ts'

export const withdrawals = (stage: Stage) => {
  const withdraw = ({ licence }: Buyer, reference: string) =>
    stage.bench.backend().marketplace.withdraw(licence, reference)

  it('of a reference that never arrived makes a later purchase with it impossible', async () => {
    const { bench, acts } = stage
    const buyer = await bench.buyer()
    const [reference, request] = [
      acts.newReference(),
      await acts.offer(buyer, await bench.sell({ monthly: 400 })),
    ]
    const expected = { reference, state: 'withdrawn', arrived: false }
    expect(await withdraw(buyer, reference)).to.deep.equal(expected)
    expect(await withdraw(buyer, reference)).to.deep.equal(expected)
    expect((await acts.send(buyer, reference, request)).kind).to.equal('withdrawn')
    expect([await acts.charges(buyer), await acts.invoices(buyer)]).to.deep.equal([[], []])
  })

  it('and the purchase at the same moment: bought, or never', async () => {
    const { bench, acts } = stage
    const buyer = await bench.buyer()
    const request = await acts.offer(buyer, await bench.sell({ monthly: 400 }))
    const reference = acts.newReference()
    const [sent, withdrawn] = await Promise.all([
      acts.send(buyer, reference, request),
      withdraw(buyer, reference),
    ])
    const isBought = sent.kind === 'answer'
    expect(await acts.charges(buyer)).to.deep.equal(isBought ? [400] : [])
    expect('arrived' in withdrawn).to.equal(!isBought)
  })

  it('of a due purchase voids its invoice, and another cycle can be bought', async () => {
    const { bench, acts } = stage
    const buyer = await bench.buyer({ cards: ['declined'] })
    const addon = await bench.sell({ monthly: 400, annually: 4000 })
    const { reference, invoice } = await acts.buy(buyer, addon)
    expect(await withdraw(buyer, reference)).to.include({ state: 'withdrawn' })
    expect((await acts.find(buyer, reference))?.invoice).to.include({ state: 'void' })
    const paying = await bench.backend().desk.pay(invoice?.number ?? '', await acts.firstCard(buyer))
    expect(paying.kind).to.equal('not open')
    expect((await acts.buy(buyer, addon, 'annually')).state).to.equal('payment due')
  })

  it('of one that the bank asks about ends it: the answer comes too late', async () => {
    const { bench, acts } = stage
    const buyer = await bench.buyer({ cards: ['asks'] })
    const { reference, invoice } = await acts.buy(buyer, await bench.sell({ monthly: 400 }))
    expect(await withdraw(buyer, reference)).to.include({ state: 'withdrawn' })
    const confirming = await bench.backend().desk.confirm(invoice?.number ?? '', true)
    expect(confirming.kind).to.equal('not open')
    expect(await acts.charges(buyer)).to.deep.equal([])
  })

  it('changes nothing about what is paid, or under way', async () => {
    const { bench, acts } = stage
    for (const [card, state] of [
      ['pays', 'paid'],
      ['waits', 'processing'],
    ] as const) {
      const buyer = await bench.buyer({ cards: [card] })
      const { reference } = await acts.buy(buyer, await bench.sell({ monthly: 400 }))
      expect(await withdraw(buyer, reference)).to.include({ state })
    }
  })

  it('of somebody else’s purchase does not touch it', async () => {
    const { bench, acts } = stage
    const [buyer, stranger] = [await bench.buyer({ cards: ['declined'] }), await bench.buyer()]
    const { reference } = await acts.buy(buyer, await bench.sell({ monthly: 400 }))
    expect(await withdraw(stranger, reference)).to.include({ arrived: false })
    expect(await acts.find(buyer, reference)).to.include({ state: 'payment due' })
  })
}
