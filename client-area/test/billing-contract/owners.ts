import { expect } from 'chai'
import { it } from 'mocha'
import type { Stage } from '../billing-contract.ts'

export const owners = (stage: Stage) => {
  it('hides what the former owner bought and paid', async () => {
    const { bench, acts } = stage
    const [old, next] = [await bench.buyer(), await bench.buyer()]
    const bought = await acts.buy(old, await bench.sell({ 'one-time': 1900 }), 'one-time')
    const now = { account: next.account, licence: await bench.transfer(old.licence, next.account) }
    expect(await acts.find(now, bought.reference)).to.equal(undefined)
    expect(await acts.invoices(now)).to.deep.equal([])
    const { marketplace } = bench.backend()
    expect(await marketplace.invoice(now.licence, bought.invoice?.number ?? '')).to.equal(undefined)
    expect((await acts.rights(now)).map(({ kind, state }) => [kind, state])).to.deep.equal([
      ['one-time', 'active'],
    ])
  })

  it('makes the former owner’s quotes worthless', async () => {
    const { bench, acts } = stage
    const [old, next] = [await bench.buyer(), await bench.buyer()]
    const request = await acts.offer(old, await bench.sell({ monthly: 400 }))
    const licence = await bench.transfer(old.licence, next.account)
    const refused = await acts.answer({ account: next.account, licence }, acts.newReference(), request)
    expect(refused).to.include({ state: 'refused', refusal: 'quote expired' })
    const late = await acts.answer(old, acts.newReference(), request)
    expect(late).to.include({ state: 'refused' })
    expect(await acts.charges(old)).to.deep.equal([])
  })

  it('while a card is charged gives the money back, and nothing is bought', async () => {
    const { bench, acts } = stage
    const [old, next] = [await bench.buyer(), await bench.buyer()]
    const addon = await bench.sell({ monthly: 400 })
    const request = await acts.offer(old, addon)
    const waits = bench.trouble('waits')
    const pressed = acts.answer(old, acts.newReference(), request)
    await waits
    await bench.transfer(old.licence, next.account)
    bench.letGo()
    expect(await pressed).to.include({ state: 'void', entitlement: null })
    expect([await acts.charges(old), await acts.refunds(old)]).to.deep.equal([[400], [400]])
    expect(await acts.rights(old)).to.deep.equal([])
    expect((await bench.backend().desk.invoices([old.account.id])).map(({ state }) => state)).to.deep.equal([
      'void',
    ])
  })

  it('before a lost charge arrived charges nobody', async () => {
    const { bench, acts } = stage
    const [old, next] = [await bench.buyer(), await bench.buyer()]
    const dead = bench.trouble('dies before')
    void acts.buy(old, await bench.sell({ monthly: 400 }))
    await dead
    await bench.transfer(old.licence, next.account)
    await bench.restart()
    expect([await acts.charges(old), await acts.refunds(old)]).to.deep.equal([[], []])
    expect((await bench.backend().desk.invoices([old.account.id])).map(({ state }) => state)).to.deep.equal([
      'void',
    ])
  })
}
