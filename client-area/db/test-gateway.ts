import type { GatewayMemory, RememberedCharge } from '../gateways/test-cards.ts'
import type { Work } from './index.ts'
import type { Row } from './tables.ts'

/** The test gateway's own memory: apart from the books, as that of a real one is. */
export const testGatewayIn = (work: Work): GatewayMemory => ({
  async add(charge, at) {
    await work('test_gateway')
      .insert({ ...charge, at })
      .onConflict('reference')
      .ignore()
  },
  async find(reference) {
    const row: Row<RememberedCharge> | undefined = await work('test_gateway')
      .where({ reference })
      .first('reference', 'token', 'currency', 'amount', 'state')
    return row && { ...row, amount: Number(row.amount) }
  },
  async change(reference, from, to) {
    await work('test_gateway').where({ reference, state: from }).update({ state: to })
  },
  async giveBack(reference, total) {
    const charge = work('test_gateway').where({ reference, state: 'succeeded' })
    const more = work.raw('case when refunded > ? then refunded else ? end', [total, total])
    return (await charge.where('amount', '>=', total).update({ refunded: more })) === 1
  },
})
