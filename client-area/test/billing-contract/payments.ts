import { expect } from 'chai'
import { it } from 'mocha'
import type { Stage } from '../billing-contract.ts'
import { cardNumbers, type Buyer, type CardName } from '../billing-ground.ts'

export const payments = (stage: Stage) => {
  const due = async (...cards: CardName[]) => {
    const buyer = await stage.bench.buyer({ cards: ['declined'] })
    const addon = await stage.bench.sell({ monthly: 400 })
    const { reference, invoice } = await stage.acts.buy(buyer, addon)
    for (const card of cards) await add(buyer, card)
    return { buyer, addon, reference, number: invoice?.number ?? '' }
  }
  const add = async ({ account }: Buyer, name: CardName) => {
    const { desk } = stage.bench.backend()
    const added = await desk.addCard(account.id, { number: cardNumbers[name], expires: '12/35' })
    if (added.kind !== 'added') throw new Error(added.why)
    return added.card.id
  }
  const pay = (number: string, card: string) => stage.bench.backend().desk.pay(number, card)

  it('makes the purchase paid, and the right begins then', async () => {
    const { bench, acts } = stage
    const { buyer, addon, reference, number } = await due()
    bench.wait({ days: 3 })
    expect(await pay(number, await add(buyer, 'pays'))).to.include({ kind: 'paid' })
    expect(await acts.find(buyer, reference)).to.include({ state: 'paid' })
    expect(await acts.right(buyer, addon)).to.include({ state: 'active', since: bench.now().toISOString() })
    expect(await acts.charges(buyer)).to.deep.equal([400])
  })

  it('pressed many times at the same moment, with several cards, is taken once', async () => {
    const { acts } = stage
    const { buyer, number } = await due()
    const cards = [await add(buyer, 'pays'), await add(buyer, 'pays'), await add(buyer, 'pays')]
    const kinds = (await Promise.all([...cards, ...cards].map(card => pay(number, card)))).map(
      one => one.kind,
    )
    expect(kinds.filter(kind => kind === 'paid')).to.have.lengthOf(1)
    expect(kinds.filter(kind => !['paid', 'processing', 'not open'].includes(kind))).to.deep.equal([])
    expect(await acts.charges(buyer)).to.deep.equal([400])
    expect((await pay(number, cards[0] ?? '')).kind).to.equal('not open')
  })

  it('with a declined card leaves the invoice open for another try', async () => {
    const { acts } = stage
    const { buyer, reference, number } = await due()
    expect((await pay(number, await acts.firstCard(buyer))).kind).to.equal('declined')
    expect((await acts.find(buyer, reference))?.invoice).to.include({ state: 'open' })
    expect((await pay(number, await add(buyer, 'pays'))).kind).to.equal('paid')
  })

  it('that is under way keeps others from paying a second time', async () => {
    const { bench, acts } = stage
    const { buyer, number } = await due()
    expect((await pay(number, await add(buyer, 'waits'))).kind).to.equal('processing')
    expect((await pay(number, await add(buyer, 'pays'))).kind).to.equal('processing')
    await bench.backend().office.bill(bench.now())
    expect(await acts.charges(buyer)).to.deep.equal([400])
  })

  it('takes no card of another account, and knows no invoice that never was', async () => {
    const { acts, bench } = stage
    const { number } = await due()
    const stranger = await bench.buyer()
    expect((await pay(number, await acts.firstCard(stranger))).kind).to.equal('no such card')
    expect((await pay('INV-999999', await acts.firstCard(stranger))).kind).to.equal('unknown')
  })
}
