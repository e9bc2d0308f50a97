import type { Migration } from '../index.ts'

/** Who signs in, the accounts they may use, and the licences those accounts own. */
export const accounts: Migration = {
  name: '001-accounts',
  async up(knex) {
    await knex.schema.createTable('people', t => {
      t.string('id', 36).primary()
      t.string('email', 320).notNullable().unique()
      t.string('name', 200).notNullable()
      t.string('password_hash', 255).notNullable()
      t.boolean('has_demo_password').notNullable().defaultTo(false)
      t.string('created_at', 30).notNullable()
    })
    await knex.schema.createTable('accounts', t => {
      t.string('id', 36).primary()
      t.string('name', 200).notNullable()
      t.string('email', 320).notNullable().index()
      t.string('currency', 3).notNullable()
      t.string('country', 2)
      t.string('tax_id', 40)
      t.string('created_at', 30).notNullable()
    })
    await knex.schema.createTable('memberships', t => {
      t.string('person_id', 36).notNullable().references('people.id').onDelete('CASCADE')
      t.string('account_id', 36).notNullable().references('accounts.id').onDelete('CASCADE').index()
      t.primary(['person_id', 'account_id'])
    })
    await knex.schema.createTable('licences', t => {
      t.string('id', 36).primary()
      t.string('account_id', 36).notNullable().references('accounts.id').index()
      t.string('panel', 500).notNullable()
      t.string('key_hash', 64).notNullable().unique()
      t.string('key_end', 4).notNullable()
      t.text('sealed_key').notNullable()
      t.string('client_id', 60).notNullable().unique()
      t.text('sealed_client_secret').notNullable()
      t.text('sealed_webhook_secret').notNullable()
      t.string('suspended_at', 30)
      t.string('expires_at', 30)
      t.string('created_at', 30).notNullable()
    })
    await knex.schema.createTable('sign_in_limits', t => {
      t.string('key', 64).primary()
      t.integer('points').notNullable()
      t.string('expires_at', 30).notNullable().index()
    })
  },
  async down(knex) {
    for (const table of ['sign_in_limits', 'licences', 'memberships', 'accounts', 'people'])
      await knex.schema.dropTable(table)
  },
}
