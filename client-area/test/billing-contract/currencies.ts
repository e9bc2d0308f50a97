import { expect } from 'chai'
import { it } from 'mocha'
import type { Stage } from '../billing-contract.ts'

export const currencies = (stage: Stage) => {
  for (const [currency, amount, why] of [
    ['JPY', 600, 'no decimals'],
    ['KWD', 1_250, 'three decimals'],
  ] as const)
    it(`with ${why} (${currency}) is counted in whole minor units all the way`, async () => {
      const { bench, acts } = stage
      const buyer = await bench.buyer({ currency, tax: { label: 'Tax', rate: 1000, note: null } })
      const addon = await bench.sell({ monthly: amount }, currency)
      const total = amount + amount / 10
      const bought = await acts.buy(buyer, addon)
      expect(bought).to.include({ state: 'paid', currency, total })
      expect(bought.invoice).to.include({ currency, total })
      expect((await acts.right(buyer, addon)).nextCharge).to.include({ amount: total, currency })
      expect(await acts.charges(buyer)).to.deep.equal([total])
    })
}
