import { expect } from 'chai'
import fc from 'fast-check'
import { it } from 'mocha'
import type { Stage } from '../billing-contract.ts'

export const quotes = (stage: Stage) => {
  it('names every cycle that is sold, shortest first, with card, account and terms', async () => {
    const { bench, acts } = stage
    const buyer = await bench.buyer()
    const addon = await bench.sell({ annually: 4000, monthly: 400, quarterly: 1100 })
    const reply = await acts.quotes(buyer, addon)
    expect(reply.quotes.map(({ cycle, total }) => [cycle, total])).to.deep.equal([
      ['monthly', 400],
      ['quarterly', 1100],
      ['annually', 4000],
    ])
    expect(reply.card).to.deep.equal({ brand: 'Visa', last4: '4242', expires: '2035-12' })
    expect(reply).to.deep.include({ archive: 'ready', licence: buyer.licence.id })
    expect(reply.account.id).to.equal(buyer.account.id)
    expect(reply.terms.url).to.match(/\/terms$/)
  })

  it('says what is charged next, and when; nothing for what is bought once', async () => {
    const { bench, acts } = stage
    const addon = await bench.sell({ 'one-time': 1900, monthly: 400 })
    const [once, monthly] = (await acts.quotes(await bench.buyer(), addon)).quotes
    expect(once).to.deep.include({ cycle: 'one-time', nextCharge: null })
    const inAMonth = new Date(bench.now())
    inAMonth.setUTCMonth(inAMonth.getUTCMonth() + 1)
    expect(monthly?.nextCharge).to.deep.equal({ at: inAMonth.toISOString(), amount: 400 })
  })

  it('adds the account’s tax, rounded to whole minor units, and charges exactly that', async () => {
    const { bench, acts } = stage
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 1_000_000_000 }),
        fc.integer({ min: 0, max: 10_000 }),
        async (net, rate) => {
          const buyer = await bench.buyer({ tax: { label: 'VAT', rate, note: null } })
          const addon = await bench.sell({ monthly: net })
          const [quote] = (await acts.quotes(buyer, addon)).quotes
          const tax = Number((BigInt(net) * BigInt(rate) + 5_000n) / 10_000n)
          expect(quote).to.deep.include({ net, tax: { label: 'VAT', rate, amount: tax, note: null } })
          expect(quote?.total).to.equal(net + tax)
          expect((await acts.buy(buyer, addon)).state).to.equal('paid')
          expect(await acts.charges(buyer)).to.deep.equal([net + tax])
        },
      ),
      { numRuns: 10 },
    )
  })

  it('carries the note of a reverse charge, and no tax with it', async () => {
    const { bench, acts } = stage
    const note = 'Reverse charge: the buyer owes the tax.'
    const buyer = await bench.buyer({ tax: { label: 'VAT', rate: 0, note } })
    const [quote] = (await acts.quotes(buyer, await bench.sell({ monthly: 400 }))).quotes
    expect(quote).to.deep.include({ total: 400, tax: { label: 'VAT', rate: 0, amount: 0, note } })
  })

  it('is empty where the add-on is not sold in the account’s currency', async () => {
    const { bench, acts } = stage
    const buyer = await bench.buyer({ currency: 'EUR' })
    expect((await acts.quotes(buyer, await bench.sell({ monthly: 400 }, 'USD'))).quotes).to.deep.equal([])
  })

  it('of an archive that can’t be handed out says so, and buys nothing', async () => {
    const { bench, acts } = stage
    const buyer = await bench.buyer()
    const addon = await bench.sell({ monthly: 400 })
    bench.loseArchive(addon)
    expect((await acts.quotes(buyer, addon)).archive).to.equal('missing')
    expect(await acts.buy(buyer, addon)).to.include({ state: 'refused', refusal: 'quote expired' })
    expect(await acts.charges(buyer)).to.deep.equal([])
  })

  it('is not made for a suspended licence, for what is bought already, nor for an unknown add-on', async () => {
    const { bench, acts } = stage
    const buyer = await bench.buyer()
    const addon = await bench.sell({ monthly: 400 })
    const kindOf = async (slug: string) => {
      const { marketplace } = bench.backend()
      return (await marketplace.quote(buyer.licence, { addon: slug, version: '1.0.0' })).kind
    }
    expect(await kindOf('no-such-thing')).to.equal('unknown add-on')
    await acts.buy(buyer, addon)
    expect(await kindOf(addon)).to.equal('already entitled')
    await bench.suspend(buyer.licence)
    expect(await kindOf(addon)).to.equal('licence inactive')
  })
}
