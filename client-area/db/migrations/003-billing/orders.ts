import type { Knex } from 'knex'

/** What was ordered, invoiced and paid. */
export const makeOrders = async (knex: Knex) => {
  await knex.schema.createTable('invoices', t => {
    t.string('id', 36).primary()
    // given at issue, without gaps in its series
    t.string('number', 30).unique()
    t.string('series', 10).notNullable()
    t.string('account_id', 36).notNullable().index()
    t.string('licence_id', 36).notNullable().index()
    t.string('addon', 40).notNullable()
    t.string('entitlement_id', 36).index()
    // credit note: the invoice it takes back, wholly or in part
    t.string('corrects', 36).index()
    t.string('state', 20).notNullable().index()
    t.string('currency', 3).notNullable()
    t.bigInteger('net').notNullable()
    t.bigInteger('tax').notNullable()
    t.bigInteger('total').notNullable()
    // seller, buyer, tax ids, rate and lines as they were at issue
    t.text('snapshot').notNullable()
    t.string('created_at', 30).notNullable()
    t.string('issued_at', 30)
    t.string('due_at', 30)
    t.string('paid_at', 30)
    t.string('closed_at', 30)
  })
  await knex.schema.createTable('number_series', t => {
    t.string('series', 10).primary()
    t.integer('last').notNullable()
  })
  await knex.schema.createTable('orders', t => {
    t.string('id', 36).primary()
    t.string('licence_id', 36).notNullable()
    t.string('account_id', 36).notNullable().index()
    // the buyer's own name for the order: sent again, it is the same order
    t.string('reference', 60).notNullable()
    t.string('fingerprint', 64).notNullable()
    t.string('addon', 40).notNullable()
    t.string('cycle', 20).notNullable()
    t.string('currency', 3).notNullable()
    t.bigInteger('total').notNullable()
    t.string('terms', 60).notNullable()
    t.string('state', 20).notNullable()
    t.string('refusal', 30)
    t.string('invoice_id', 36).references('invoices.id').index()
    t.string('entitlement_id', 36)
    // licence and add-on while it is open, null after: one open order of an add-on
    t.string('open_key', 80).unique()
    t.string('placed_at', 30).notNullable()
    t.string('changed_at', 30).notNullable()
    t.unique(['licence_id', 'reference'])
  })
  await knex.schema.createTable('withdrawn_references', t => {
    t.string('licence_id', 36).notNullable()
    t.string('reference', 60).notNullable()
    t.string('at', 30).notNullable()
    t.primary(['licence_id', 'reference'])
  })
  await knex.schema.createTable('payments', t => {
    t.string('id', 36).primary()
    t.string('invoice_id', 36).notNullable().references('invoices.id').index()
    // the invoice while a payment of it is open or has succeeded, null after: nothing is paid twice
    t.string('open_invoice', 36).unique()
    t.string('card_id', 36)
    t.string('method', 20).notNullable()
    // our own name for it at the gateway
    t.string('reference', 60).notNullable().unique()
    t.string('currency', 3).notNullable()
    t.bigInteger('amount').notNullable()
    t.string('state', 20).notNullable().index()
    t.string('reason', 60)
    t.string('at', 30).notNullable()
    t.string('settled_at', 30)
  })
  // the gateway's own memory, as a real one keeps it elsewhere
  await knex.schema.createTable('test_gateway', t => {
    t.string('reference', 60).primary()
    t.string('token', 100).notNullable()
    t.string('currency', 3).notNullable()
    t.bigInteger('amount').notNullable()
    t.bigInteger('refunded').notNullable().defaultTo(0)
    t.string('state', 20).notNullable().index()
    t.string('at', 30).notNullable()
  })
}
