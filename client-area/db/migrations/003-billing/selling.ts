import type { Knex } from 'knex'

/** What is sold, at which price, with which card, by which offer. */
export const makeSelling = async (knex: Knex) => {
  await knex.schema.createTable('products', t => {
    t.string('addon', 40).primary()
    t.string('name', 60).notNullable()
    t.string('author', 40).notNullable()
    t.string('created_at', 30).notNullable()
  })
  await knex.schema.createTable('prices', t => {
    t.string('addon', 40).notNullable().references('products.addon')
    t.string('currency', 3).notNullable()
    t.string('cycle', 20).notNullable()
    t.string('from_at', 30).notNullable()
    // null: no longer sold so
    t.bigInteger('amount')
    t.primary(['addon', 'currency', 'cycle', 'from_at'])
  })
  await knex.schema.createTable('cards', t => {
    t.string('id', 36).primary()
    t.string('account_id', 36).notNullable().references('accounts.id').index()
    // the gateway's name for the card; its number is never stored
    t.string('token', 100).notNullable()
    t.string('brand', 30).notNullable()
    t.string('last4', 4).notNullable()
    t.string('expires', 7).notNullable()
    t.boolean('is_default').notNullable()
    t.string('created_at', 30).notNullable()
    t.string('removed_at', 30)
  })
  await knex.schema.createTable('quotes', t => {
    t.string('id', 36).primary()
    t.string('account_id', 36).notNullable()
    t.string('licence_id', 36).notNullable().index()
    t.string('addon', 40).notNullable()
    t.string('cycle', 20).notNullable()
    t.string('currency', 3).notNullable()
    t.bigInteger('net').notNullable()
    t.bigInteger('tax').notNullable()
    t.bigInteger('total').notNullable()
    t.string('terms', 60).notNullable()
    t.string('created_at', 30).notNullable()
    t.string('expires_at', 30).notNullable().index()
  })
}
