import { expect } from 'chai'
import { it } from 'mocha'
import type { Stage } from '../billing-contract.ts'
import { cardNumbers, type Buyer } from '../billing-ground.ts'

export const cancellations = (stage: Stage) => {
  const subscribed = async () => {
    const buyer = await stage.bench.buyer()
    const addon = await stage.bench.sell({ monthly: 400 })
    const { entitlement } = await stage.acts.buy(buyer, addon)
    return { buyer, addon, id: entitlement ?? '' }
  }
  const cancel = ({ licence }: Buyer, id: string, reference = stage.acts.newReference()) =>
    stage.bench.backend().marketplace.cancel(licence, id, { reference, by: 'ada' })
  const makeDefault = async ({ account }: Buyer, card: keyof typeof cardNumbers) => {
    const { desk } = stage.bench.backend()
    const added = await desk.addCard(account.id, { number: cardNumbers[card], expires: '12/35' })
    if (added.kind === 'added') await desk.makeDefault(account.id, added.card.id)
  }
  const billIn = (days: number) => {
    stage.bench.wait({ days })
    return stage.bench.backend().office.bill(stage.bench.now())
  }
  const billAt = (moment: string | null) =>
    billIn((Date.parse(moment ?? '') - stage.bench.now().getTime()) / 86_400_000)

  it('ends at once, and nothing is charged ever again', async () => {
    const { bench, acts } = stage
    const { buyer, addon, id } = await subscribed()
    const done = await cancel(buyer, id)
    expect(done.kind).to.equal('cancelled')
    const at = bench.now().toISOString()
    expect(await acts.right(buyer, addon)).to.include({
      state: 'ended',
      endedBecause: 'cancelled',
      endedAt: at,
      usableUntil: at,
      nextCharge: null,
    })
    await billIn(70)
    expect(await acts.charges(buyer)).to.deep.equal([400])
    expect(await bench.backend().marketplace.mayFetch(buyer.licence, addon, '1.0.0')).to.equal(false)
  })

  it('asked for again, or by several at the same moment, answers with the same', async () => {
    const { acts } = stage
    const { buyer, id } = await subscribed()
    const reference = acts.newReference()
    const all = await Promise.all([
      cancel(buyer, id, reference),
      cancel(buyer, id, reference),
      cancel(buyer, id),
    ])
    const revisions = all.map(one => (one.kind === 'cancelled' ? one.entitlement.revision : one.kind))
    expect(new Set(revisions).size).to.equal(1)
    expect(await cancel(buyer, id)).to.deep.equal(all[0])
  })

  it('lets the add-on be bought again', async () => {
    const { acts } = stage
    const { buyer, addon, id } = await subscribed()
    await cancel(buyer, id)
    expect((await acts.buy(buyer, addon)).state).to.equal('paid')
    expect(await acts.charges(buyer)).to.deep.equal([400, 400])
  })

  it('voids what was due', async () => {
    const { acts } = stage
    const { buyer, addon, id } = await subscribed()
    await makeDefault(buyer, 'declined')
    await billIn(32)
    expect(await acts.right(buyer, addon)).to.include({ state: 'past due' })
    await cancel(buyer, id)
    const right = await acts.right(buyer, addon)
    expect(right).to.include({ state: 'ended', endedBecause: 'cancelled', invoice: null })
    expect((await acts.invoices(buyer)).map(({ state }) => state)).to.deep.equal(['void', 'paid'])
    await billIn(60)
    expect(await acts.charges(buyer)).to.deep.equal([400])
  })

  it('gives money back that was under way, where it comes after all', async () => {
    const { acts } = stage
    const { buyer, addon, id } = await subscribed()
    await makeDefault(buyer, 'waits')
    await billAt((await acts.right(buyer, addon)).paidUntil)
    expect((await acts.invoices(buyer)).map(({ state }) => state)).to.deep.equal(['processing', 'paid'])
    await cancel(buyer, id)
    await billIn(5)
    await billIn(5)
    expect(await acts.charges(buyer)).to.deep.equal([400, 400])
    expect(await acts.refunds(buyer)).to.deep.equal([400])
    expect((await acts.invoices(buyer)).map(({ state }) => state)).to.deep.equal(['void', 'paid'])
  })

  it('is there for a suspended licence, too', async () => {
    const { bench } = stage
    const { buyer, id } = await subscribed()
    await bench.suspend(buyer.licence)
    expect((await cancel(buyer, id)).kind).to.equal('cancelled')
  })

  it('is not for what was bought once, nor for somebody else’s', async () => {
    const { bench, acts } = stage
    const { buyer, id } = await subscribed()
    const once = await acts.buy(buyer, await bench.sell({ 'one-time': 1900 }), 'one-time')
    expect((await cancel(buyer, once.entitlement ?? '')).kind).to.equal('not recurring')
    expect((await cancel(await bench.buyer(), id)).kind).to.equal('unknown')
    expect((await cancel(buyer, 'never-was')).kind).to.equal('unknown')
  })

  it('is there on the client area’s own page, too', async () => {
    const { bench, acts } = stage
    const { buyer, addon, id } = await subscribed()
    expect((await bench.backend().desk.endSubscription(id, 'olive@example.com')).kind).to.equal('cancelled')
    expect((await acts.right(buyer, addon)).endedBecause).to.equal('cancelled')
  })
}
