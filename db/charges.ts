import { type Charge, type ChargeStore, chargeOf } from '../marketplace/charges.ts'
import type { Work } from './index.ts'
import { bump } from './revisions.ts'

/** What was charged for this help desk, one row an invoice. */
export const chargesIn = (knex: Work): ChargeStore => {
  const table = () => knex<Row>('charges')

  return {
    async take(invoices) {
      const numbers = invoices.map(({ number }) => number)
      const known = new Set((await table().whereIn('invoice', numbers)).map(({ invoice }) => invoice))
      const charges = invoices.flatMap(chargeOf)
      const paid = new Set(charges.map(({ invoice }) => invoice))
      const fresh = charges.filter(({ invoice }) => !known.has(invoice))
      const gone = [...known].filter(invoice => !paid.has(invoice))
      if (fresh.length > 0) await table().insert(fresh.map(rowOf)).onConflict('invoice').ignore()
      if (gone.length > 0) await table().whereIn('invoice', gone).delete()
      if (fresh.length + gone.length > 0) await bump(knex, 'purchases')
    },
    async since(time) {
      return (await table().where('paid_at', '>=', time).orderBy('paid_at')).map(chargeIn)
    },
  }
}

interface Row {
  invoice: string
  addon: string
  currency: string
  /** PostgreSQL answers with text */
  amount: number | string
  paid_at: string
}

const rowOf = ({ paidAt, ...charge }: Charge): Row => ({ ...charge, paid_at: paidAt })
const chargeIn = ({ paid_at, amount, ...row }: Row): Charge => ({
  ...row,
  amount: Number(amount),
  paidAt: paid_at,
})
