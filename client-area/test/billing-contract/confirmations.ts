import { expect } from 'chai'
import { it } from 'mocha'
import type { Stage } from '../billing-contract.ts'

export const confirmations = (stage: Stage) => {
  const asked = async () => {
    const buyer = await stage.bench.buyer({ cards: ['asks'] })
    const addon = await stage.bench.sell({ monthly: 400 })
    const bought = await stage.acts.buy(buyer, addon)
    expect(bought.state).to.equal('action required')
    expect(bought.invoice).to.include({ state: 'open' })
    return { buyer, addon, reference: bought.reference, number: bought.invoice?.number ?? '' }
  }
  const confirm = (number: string, agrees: boolean) => stage.bench.backend().desk.confirm(number, agrees)

  it('answered with yes charges once, however often it is answered', async () => {
    const { acts } = stage
    const { buyer, addon, reference, number } = await asked()
    const kinds = await Promise.all([1, 2, 3].map(async () => (await confirm(number, true)).kind))
    expect(kinds).to.include('paid')
    expect(await acts.find(buyer, reference)).to.include({ state: 'paid' })
    expect((await acts.right(buyer, addon)).state).to.equal('active')
    expect((await confirm(number, true)).kind).to.equal('not open')
    expect(await acts.charges(buyer)).to.deep.equal([400])
  })

  it('answered with no leaves the invoice due', async () => {
    const { acts } = stage
    const { buyer, reference, number } = await asked()
    expect((await confirm(number, false)).kind).to.equal('declined')
    const purchase = await acts.find(buyer, reference)
    expect(purchase).to.include({ state: 'payment due' })
    expect(purchase?.invoice).to.include({ state: 'open' })
    expect(await acts.charges(buyer)).to.deep.equal([])
  })

  it('answered both ways at the same moment is decided once', async () => {
    const { acts } = stage
    const { buyer, reference, number } = await asked()
    await Promise.all([confirm(number, true), confirm(number, false)])
    const state = (await acts.find(buyer, reference))?.state
    expect(await acts.charges(buyer)).to.deep.equal(state === 'paid' ? [400] : [])
    expect(state).to.be.oneOf(['paid', 'payment due'])
  })
}
