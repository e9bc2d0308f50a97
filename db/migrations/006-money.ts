import type { Migration } from '../index.ts'

/** Quotes, purchases, rights to paid add-ons and their cancellations, as far as this panel knows of them. */
export const money: Migration = {
  name: '006-money',
  async up(knex) {
    await knex.schema.createTable('quotes', t => {
      t.string('id', 60).primary()
      t.string('addon', 40).notNullable()
      t.string('licence', 60).notNullable()
      // the whole reply that the quote came with
      t.text('quoted').notNullable()
      t.string('read_at', 30).notNullable().index()
      t.index(['addon', 'licence', 'read_at'])
    })
    await knex.schema.createTable('purchases', t => {
      t.string('reference', 60).primary()
      t.string('addon', 40).notNullable().index()
      t.string('name', 60).notNullable()
      t.string('licence', 60).notNullable()
      t.string('account_id', 60).notNullable()
      t.string('account_name', 200).notNullable()
      t.string('account_email', 320).notNullable()
      t.string('quote', 60).notNullable()
      t.string('cycle', 20).notNullable()
      t.string('currency', 3).notNullable()
      t.bigInteger('total').notNullable()
      t.string('terms', 60).notNullable()
      t.string('operator_id', 36)
      t.string('operator', 120).notNullable()
      t.string('state', 20).notNullable().index()
      t.string('refusal', 30)
      t.text('failure')
      t.text('invoice')
      t.string('entitlement', 60)
      t.text('odd')
      // licence and add-on while it is open, null after: the unique index allows one open purchase of them
      t.string('open_key', 101).unique()
      t.string('placed_at', 30).notNullable().index()
      t.string('checked_at', 30)
    })
    await knex.schema.createTable('entitlements', t => {
      t.string('id', 60).primary()
      t.string('addon', 40).notNullable().index()
      t.string('state', 20).notNullable()
      t.integer('revision').notNullable()
      t.string('since', 30).notNullable()
      t.text('reply').notNullable()
      t.string('read_at', 30).notNullable()
    })
    await knex.schema.createTable('lapses', t => {
      t.string('addon', 40).primary()
      t.string('entitlement', 60).notNullable()
      t.string('because', 20).notNullable()
      t.string('at', 30).notNullable()
    })
    await knex.schema.createTable('cancellations', t => {
      t.string('reference', 60).primary()
      t.string('entitlement', 60).notNullable()
      t.string('addon', 40).notNullable().index()
      t.string('name', 60).notNullable()
      t.string('operator_id', 36)
      t.string('operator', 120).notNullable()
      t.string('state', 20).notNullable().index()
      t.string('asked_at', 30).notNullable()
      t.string('settled_at', 30)
    })
    await knex.schema.createTable('webhooks_seen', t => {
      t.string('id', 60).primary()
      t.string('at', 30).notNullable().index()
    })
    await knex.schema.alterTable('connection', t => {
      // somebody said that this panel is a copy of the one that logged in: it buys and sends nothing
      t.boolean('is_copy').notNullable().defaultTo(false)
    })
    await knex('revisions').insert({ name: 'purchases', number: 1 })
  },
  async down(knex) {
    await knex('revisions').where({ name: 'purchases' }).delete()
    await knex.schema.alterTable('connection', t => t.dropColumn('is_copy'))
    for (const table of ['webhooks_seen', 'cancellations', 'lapses', 'entitlements', 'purchases', 'quotes'])
      await knex.schema.dropTable(table)
  },
}
