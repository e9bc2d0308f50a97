import { expect } from 'chai'
import { it } from 'mocha'
import type { Stage } from '../billing-contract.ts'

export const changes = (stage: Stage) => {
  it('of purchase, invoice and right is told to the help desk, each with what is to be read again', async () => {
    const { bench, acts } = stage
    const buyer = await bench.buyer()
    const { reference, invoice, entitlement } = await acts.buy(buyer, await bench.sell({ monthly: 400 }))
    const told = await bench.events(buyer.licence)
    expect(told).to.include(`purchase.changed ${reference}`)
    expect(told).to.include(`invoice.changed ${invoice?.number}`)
    expect(told).to.include(`entitlement.changed ${entitlement}`)
    await bench
      .backend()
      .marketplace.cancel(buyer.licence, entitlement ?? '', { reference: acts.newReference(), by: 'ada' })
    expect((await bench.events(buyer.licence)).slice(told.length)).to.deep.equal([
      `entitlement.changed ${entitlement}`,
    ])
  })

  it('that did not happen is not told: the same press again, a refused payment of what is paid', async () => {
    const { bench, acts } = stage
    const buyer = await bench.buyer()
    const request = await acts.offer(buyer, await bench.sell({ monthly: 400 }))
    const reference = acts.newReference()
    const { invoice } = await acts.answer(buyer, reference, request)
    const told = await bench.events(buyer.licence)
    await acts.answer(buyer, reference, request)
    await bench.backend().marketplace.withdraw(buyer.licence, reference)
    await bench.backend().desk.pay(invoice?.number ?? '', await acts.firstCard(buyer))
    expect(await bench.events(buyer.licence)).to.deep.equal(told)
  })

  it('is told to its own licence only', async () => {
    const { bench, acts } = stage
    const [buyer, stranger] = [await bench.buyer(), await bench.buyer()]
    await acts.buy(buyer, await bench.sell({ monthly: 400 }))
    expect(await bench.events(stranger.licence)).to.deep.equal([])
  })
}
