import type { Migration } from '../index.ts'
import { makeBooks } from './003-billing/books.ts'
import { makeOrders } from './003-billing/orders.ts'
import { makeRights } from './003-billing/rights.ts'
import { makeSelling } from './003-billing/selling.ts'

/** Prices, cards, orders, invoices, payments, rights, the books, and what help desks are told of them. */
export const billing: Migration = {
  name: '003-billing',
  async up(knex) {
    await knex.schema.alterTable('accounts', t => {
      t.text('address')
      t.string('tax_label', 60)
      // hundredths of a percent; null: billed without tax
      t.integer('tax_rate')
      t.string('tax_note', 200)
    })
    await makeSelling(knex)
    await makeOrders(knex)
    await makeRights(knex)
    await makeBooks(knex)
    await knex.schema.alterTable('licences', t => {
      // where its help desk takes webhooks; null: it polls only
      t.string('webhook_url', 500)
      t.text('sealed_former_webhook_secret')
      t.string('former_webhook_secret_until', 30)
    })
  },
  async down(knex) {
    await knex.schema.alterTable('licences', t =>
      t.dropColumns('webhook_url', 'sealed_former_webhook_secret', 'former_webhook_secret_until'),
    )
    for (const table of tables) await knex.schema.dropTable(table)
    await knex.schema.alterTable('accounts', t =>
      t.dropColumns('address', 'tax_label', 'tax_rate', 'tax_note'),
    )
  },
}

const tables = [
  'webhook_deliveries',
  'events',
  'ledger_lines',
  'ledger_transactions',
  'test_gateway',
  'payments',
  'cancellations',
  'entitlements',
  'withdrawn_references',
  'orders',
  'number_series',
  'invoices',
  'quotes',
  'cards',
  'prices',
  'products',
]
