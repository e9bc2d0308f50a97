import { expect } from 'chai'
import { it } from 'mocha'
import type { PurchaseRequest, Refusal } from '../../../contracts/marketplace-api.ts'
import type { Stage } from '../billing-contract.ts'
import type { Buyer } from '../billing-ground.ts'

export const refusals = (stage: Stage) => {
  const ground = async () => {
    const buyer = await stage.bench.buyer()
    const addon = await stage.bench.sell({ monthly: 400, annually: 4000 })
    return { buyer, addon, request: await stage.acts.offer(buyer, addon) }
  }
  const expectRefused = async (buyer: Buyer, request: PurchaseRequest, refusal: Refusal) => {
    const { acts } = stage
    const reference = acts.newReference()
    const refused = await acts.answer(buyer, reference, request)
    expect(refused).to.include({ state: 'refused', refusal, invoice: null, entitlement: null })
    expect(await acts.answer(buyer, reference, request)).to.deep.equal(refused)
    expect([await acts.charges(buyer), await acts.invoices(buyer)]).to.deep.equal([[], []])
  }

  const changes: [what: string, change: Partial<PurchaseRequest>][] = [
    ['another amount', { total: 1 }],
    ['another currency', { currency: 'JPY' }],
    ['another cycle', { cycle: 'annually' }],
    ['other terms', { terms: 'of somebody else' }],
  ]
  for (const [what, change] of changes)
    it(`was confirmed with ${what} than the quote says`, async () => {
      const { buyer, request } = await ground()
      await expectRefused(buyer, { ...request, ...change }, 'price changed')
    })

  it('names another add-on than its quote', async () => {
    const { buyer, request } = await ground()
    const addon = await stage.bench.sell({ monthly: 400 })
    await expectRefused(buyer, { ...request, addon }, 'price changed')
  })

  it('uses a quote of another licence, or one that never was', async () => {
    const { request } = await ground()
    const stranger = await stage.bench.buyer()
    await expectRefused(stranger, request, 'quote expired')
    await expectRefused(stranger, { ...request, quote: 'never-was' }, 'quote expired')
  })

  it('comes after the quote has expired', async () => {
    const { buyer, request } = await ground()
    stage.bench.wait({ minutes: 16 })
    await expectRefused(buyer, request, 'quote expired')
  })

  it('comes after the price has changed', async () => {
    const { buyer, addon, request } = await ground()
    stage.bench.wait({ minutes: 1 })
    await stage.bench.setPrice(addon, 'monthly', 300)
    await expectRefused(buyer, request, 'price changed')
  })

  it('comes after the account’s tax, or its currency, has changed', async () => {
    const { buyer, request } = await ground()
    await stage.bench.changeAccount(buyer.account, { taxRate: 1900 })
    await expectRefused(buyer, request, 'price changed')
    await stage.bench.changeAccount(buyer.account, { taxRate: 0, currency: 'EUR' })
    await expectRefused(buyer, request, 'price changed')
  })

  it('comes after the add-on is not sold so any more', async () => {
    const { buyer, addon, request } = await ground()
    stage.bench.wait({ minutes: 1 })
    await stage.bench.setPrice(addon, 'monthly', null)
    await expectRefused(buyer, request, 'not sold')
  })

  it('comes after the licence was suspended', async () => {
    const { buyer, request } = await ground()
    await stage.bench.suspend(buyer.licence)
    await expectRefused(buyer, request, 'licence inactive')
  })

  it('is for something that this licence has bought already', async () => {
    const { acts } = stage
    const { buyer, addon, request } = await ground()
    const other = await acts.offer(buyer, addon, 'annually')
    await acts.answer(buyer, acts.newReference(), request)
    const refused = await acts.answer(buyer, acts.newReference(), other)
    expect(refused).to.include({ state: 'refused', refusal: 'already entitled' })
    expect(await acts.charges(buyer)).to.deep.equal([400])
  })

  it('accepts terms that are not in force any more', async () => {
    const { buyer, request } = await ground()
    stage.bench.changeTerms()
    await expectRefused(buyer, request, 'price changed')
  })
}
