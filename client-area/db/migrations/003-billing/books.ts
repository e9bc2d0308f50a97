import type { Knex } from 'knex'

/** The books, and what help desks are told of them. */
export const makeBooks = async (knex: Knex) => {
  await knex.schema.createTable('ledger_transactions', t => {
    t.string('id', 36).primary()
    t.integer('sequence').notNullable().unique()
    t.string('time', 30).notNullable().index()
    t.string('kind', 20).notNullable()
    t.string('account_id', 36).notNullable().index()
    t.string('licence_id', 36).notNullable().index()
    t.string('addon', 40).notNullable()
    t.string('author', 40).notNullable()
    t.string('cycle', 20).notNullable()
    t.string('currency', 3).notNullable()
    t.bigInteger('amount').notNullable()
    t.string('invoice', 30)
    t.string('reference', 60)
  })
  await knex.schema.createTable('ledger_lines', t => {
    t.string('transaction_id', 36).notNullable().references('ledger_transactions.id')
    t.integer('n').notNullable()
    t.string('book', 40).notNullable().index()
    // debit positive, credit negative: the lines of a transaction add up to zero
    t.bigInteger('amount').notNullable()
    t.string('currency', 3).notNullable()
    t.string('addon', 40).notNullable()
    t.string('author', 40).notNullable()
    t.string('licence_id', 36).notNullable()
    t.string('tax_label', 60)
    t.integer('tax_rate')
    t.primary(['transaction_id', 'n'])
  })
  await knex.schema.createTable('events', t => {
    t.increments('sequence')
    t.string('id', 36).notNullable().unique()
    t.string('licence_id', 36).notNullable()
    t.string('type', 30).notNullable()
    t.string('object', 60).notNullable()
    t.string('at', 30).notNullable()
    t.index(['licence_id', 'sequence'])
  })
  await knex.schema.createTable('webhook_deliveries', t => {
    t.string('event_id', 36).primary()
    t.string('licence_id', 36).notNullable().index()
    t.integer('attempts').notNullable().defaultTo(0)
    t.string('next_at', 30).index()
    t.string('lease_until', 30)
    t.string('delivered_at', 30)
    t.string('last_trouble', 60)
  })
}
