import { expect } from 'chai'
import { it } from 'mocha'
import type { Stage } from '../billing-contract.ts'

export const keys = (stage: Stage) => {
  it('sent again has the same result, also when the quote has long expired', async () => {
    const { bench, acts } = stage
    const buyer = await bench.buyer()
    const addon = await bench.sell({ monthly: 400 })
    const [reference, request] = [acts.newReference(), await acts.offer(buyer, addon)]
    const first = await acts.answer(buyer, reference, request)
    bench.wait({ days: 2 })
    expect(await acts.answer(buyer, reference, request)).to.deep.equal(first)
    expect(await acts.find(buyer, reference)).to.deep.equal(first)
    expect(await acts.charges(buyer)).to.deep.equal([400])
  })

  it('with another body is refused, and changes nothing', async () => {
    const { bench, acts } = stage
    const buyer = await bench.buyer()
    const addon = await bench.sell({ monthly: 400, annually: 4000 })
    const reference = acts.newReference()
    await acts.answer(buyer, reference, await acts.offer(buyer, addon))
    const other = await acts.send(buyer, reference, {
      ...(await acts.offer(await bench.buyer(), addon, 'annually')),
    })
    expect(other.kind).to.equal('key reused')
    expect(await acts.charges(buyer)).to.deep.equal([400])
  })

  it('sent many times at the same moment charges once', async () => {
    const { bench, acts } = stage
    const buyer = await bench.buyer()
    const [reference, request] = [
      acts.newReference(),
      await acts.offer(buyer, await bench.sell({ monthly: 400 })),
    ]
    const answers = await Promise.all(Array.from({ length: 8 }, () => acts.answer(buyer, reference, request)))
    expect(answers.every(({ state }) => state === 'paid' || state === 'processing')).to.equal(true)
    expect(await acts.find(buyer, reference)).to.include({ state: 'paid' })
    expect(await acts.charges(buyer)).to.deep.equal([400])
    expect(await acts.invoices(buyer)).to.have.lengthOf(1)
  })

  it('sent to two processes at the same moment, many times, charges once', async () => {
    const { bench, acts } = stage
    const buyer = await bench.buyer()
    const addon = await bench.sell({ monthly: 400 })
    const [reference, request] = [acts.newReference(), await acts.offer(buyer, addon)]
    const processes = [bench.backend(), await bench.another()]
    const presses = Array.from({ length: 10 }, () =>
      processes.map(({ marketplace }) => marketplace.purchase(buyer.licence, reference, request)),
    )
    await Promise.all(presses.flat())
    expect(await acts.find(buyer, reference)).to.include({ state: 'paid' })
    expect(await acts.charges(buyer)).to.deep.equal([400])
    expect(await acts.invoices(buyer)).to.have.lengthOf(1)
  })

  it('sent while the gateway is asked is answered at once: processing', async () => {
    const { bench, acts } = stage
    const buyer = await bench.buyer()
    const [reference, request] = [
      acts.newReference(),
      await acts.offer(buyer, await bench.sell({ monthly: 400 })),
    ]
    const waits = bench.trouble('waits')
    const first = acts.answer(buyer, reference, request)
    await waits
    expect((await acts.answer(buyer, reference, request)).state).to.equal('processing')
    bench.letGo()
    expect((await first).state).to.equal('paid')
    expect(await acts.charges(buyer)).to.deep.equal([400])
  })

  it('is the licence’s own: another licence may use the same one', async () => {
    const { bench, acts } = stage
    const [ada, ben] = [await bench.buyer(), await bench.buyer()]
    const addon = await bench.sell({ monthly: 400 })
    const reference = acts.newReference()
    await acts.answer(ada, reference, await acts.offer(ada, addon))
    expect((await acts.answer(ben, reference, await acts.offer(ben, addon))).state).to.equal('paid')
    expect([await acts.charges(ada), await acts.charges(ben)]).to.deep.equal([[400], [400]])
  })
}
