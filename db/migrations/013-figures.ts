import type { Knex } from 'knex'
import type { Migration } from '../index.ts'

/** Figures over time that pages draw: what was charged, and how many deliveries went well in each hour. */
export const figures: Migration = {
  name: '013-figures',
  async up(knex) {
    await knex.schema.createTable('charges', t => {
      t.string('invoice', 30).primary()
      t.string('addon', 40).notNullable()
      t.string('currency', 3).notNullable()
      t.bigInteger('amount').notNullable()
      t.string('paid_at', 30).notNullable().index()
    })
    await knex.schema.createTable('delivery_hours', t => {
      t.string('addon', 40).notNullable()
      // `2026-11-22T08`, in UTC
      t.string('hour', 13).notNullable().index()
      t.integer('done').notNullable()
      t.integer('dead').notNullable()
      t.primary(['addon', 'hour'])
    })
    await countDeliveries(knex)
    await chargesOfPurchases(knex)
  },
  async down(knex) {
    await knex.schema.dropTable('delivery_hours')
    await knex.schema.dropTable('charges')
  },
}

const countDeliveries = (knex: Knex) =>
  knex.raw(`insert into delivery_hours (addon, hour, done, dead)
    select addon, substr(settled_at, 1, 13), sum(case when state = 'done' then 1 else 0 end),
      sum(case when state = 'dead' then 1 else 0 end)
    from code_deliveries where settled_at is not null group by addon, substr(settled_at, 1, 13)`)

interface Invoice {
  number: string
  currency: string
  total: number
  paidAt: string | null
}

// renewals come with the next reading of the client area
const chargesOfPurchases = async (knex: Knex) => {
  const bought: { addon: string; invoice: string }[] = await knex('purchases')
    .where({ state: 'paid' })
    .whereNotNull('invoice')
    .select('addon', 'invoice')
  for (const { addon, invoice } of bought) {
    const { number, currency, total, paidAt } = JSON.parse(invoice) as Invoice
    const charge = { invoice: number, addon, currency, amount: total, paid_at: paidAt }
    if (paidAt && total > 0) await knex('charges').insert(charge).onConflict('invoice').ignore()
  }
}
