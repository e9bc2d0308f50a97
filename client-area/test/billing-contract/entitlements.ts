import { expect } from 'chai'
import { it } from 'mocha'
import type { Stage } from '../billing-contract.ts'

export const entitlements = (stage: Stage) => {
  const grant = (
    licence: Parameters<ReturnType<Stage['bench']['backend']>['marketplace']['grantFree']>[0],
    addon: string,
  ) => stage.bench.backend().marketplace.grantFree(licence, addon)

  it('to a free add-on costs nothing, makes no invoice, and stays the same when asked for again', async () => {
    const { bench, acts } = stage
    const buyer = await bench.buyer()
    const addon = await bench.sell({})
    const grants = await Promise.all([1, 2, 3].map(() => grant(buyer.licence, addon)))
    expect(grants.map(({ kind }) => kind)).to.deep.equal(['granted', 'granted', 'granted'])
    expect(await acts.rights(buyer)).to.have.lengthOf(1)
    expect(await acts.right(buyer, addon)).to.include({ kind: 'free', state: 'active', nextCharge: null })
    expect(await acts.movements(buyer)).to.deep.equal([])
  })

  it('is not given away for what costs something, for the unknown, nor to a suspended licence', async () => {
    const { bench } = stage
    const { licence } = await bench.buyer()
    expect((await grant(licence, await bench.sell({ monthly: 400 }))).kind).to.equal('not free')
    expect((await grant(licence, 'no-such-thing')).kind).to.equal('unknown add-on')
    await bench.suspend(licence)
    expect((await grant(licence, await bench.sell({}))).kind).to.equal('licence inactive')
  })

  it('to what was free becomes the bought one when it is bought, under the same id', async () => {
    const { bench, acts } = stage
    const buyer = await bench.buyer()
    const addon = await bench.sell({})
    await grant(buyer.licence, addon)
    const free = await acts.right(buyer, addon)
    bench.wait({ minutes: 1 })
    await bench.setPrice(addon, 'monthly', 400)
    expect(await bench.backend().marketplace.mayFetch(buyer.licence, addon, '1.0.0')).to.equal(false)
    expect((await acts.buy(buyer, addon)).entitlement).to.equal(free.id)
    const bought = await acts.right(buyer, addon)
    expect(bought).to.include({ kind: 'recurring', state: 'active' })
    expect(bought.revision).to.be.above(free.revision)
  })

  it('is needed to fetch a release, and does not help a suspended licence', async () => {
    const { bench, acts } = stage
    const buyer = await bench.buyer()
    const addon = await bench.sell({ monthly: 400 })
    const mayFetch = () => bench.backend().marketplace.mayFetch(buyer.licence, addon, '1.0.0')
    expect(await mayFetch()).to.equal(false)
    await acts.buy(buyer, addon)
    expect(await mayFetch()).to.equal(true)
    await bench.suspend(buyer.licence)
    expect(await mayFetch()).to.equal(false)
    await bench.suspend(buyer.licence, false)
    expect(await mayFetch()).to.equal(true)
  })
}
