import { expect } from 'chai'
import { it } from 'mocha'
import type { Stage } from '../billing-contract.ts'

export const invoices = (stage: Stage) => {
  it('says for ever who sold what to whom at which tax, whatever changes later', async () => {
    const { bench, acts } = stage
    const buyer = await bench.buyer({ tax: { label: 'VAT', rate: 1900, note: 'as the law says' } })
    const addon = await bench.sell({ monthly: 400 })
    const number = (await acts.buy(buyer, addon)).invoice?.number ?? ''
    await bench.changeAccount(buyer.account, { taxRate: 700 })
    const found = await bench.backend().desk.invoiceNumbered(number)
    const { snapshot } = found?.invoice ?? {}
    expect(snapshot?.tax).to.deep.equal({ label: 'VAT', rate: 1900, note: 'as the law says' })
    expect(snapshot?.buyer).to.include({ name: buyer.account.name, email: buyer.account.email })
    expect(snapshot?.seller.name).not.to.equal('')
    expect(snapshot?.licence).to.deep.equal({ keyEnd: buyer.licence.keyEnd, panel: buyer.licence.panel })
    expect(snapshot?.lines).to.have.lengthOf(1)
    expect(snapshot?.lines[0]).to.include({ addon, cycle: 'monthly', net: 400, tax: 76, total: 476 })
    expect(snapshot?.lines[0]?.period?.from).to.equal(bench.now().toISOString())
  })

  it('has the next number of its series, without a gap, also where many buy at once and some are refused', async () => {
    const { bench, acts } = stage
    const addon = await bench.sell({ monthly: 400 })
    const buyers = await Promise.all(Array.from({ length: 6 }, () => bench.buyer()))
    const offers = await Promise.all(buyers.map(buyer => acts.offer(buyer, addon)))
    const bought = await Promise.all(
      buyers.flatMap((buyer, n) => {
        const request = offers[n]
        if (!request) return []
        const wrong = { ...request, total: 1 }
        return [request, wrong].map(one => acts.answer(buyer, acts.newReference(), one))
      }),
    )
    const numbers = bought.flatMap(({ invoice }) => (invoice ? Number(/\d+$/.exec(invoice.number)?.[0]) : []))
    const [first = 0, ...more] = numbers.toSorted((a, b) => a - b)
    expect(more).to.deep.equal(more.map((_one, n) => first + n + 1))
    expect(numbers).to.have.lengthOf(buyers.length)
  })

  it('is told with the address of the page on which it is paid', async () => {
    const { bench, acts } = stage
    const buyer = await bench.buyer({ cards: [] })
    const { invoice } = await acts.buy(buyer, await bench.sell({ monthly: 400 }))
    expect(new URL(invoice?.url ?? '').pathname).to.equal(`/invoices/${invoice?.number}`)
    const { marketplace } = bench.backend()
    expect(await marketplace.invoice(buyer.licence, invoice?.number ?? '')).to.deep.equal(invoice)
  })
}
