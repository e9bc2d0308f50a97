import type { Migration } from '../index.ts'

/** What the OpenID Connect provider keeps: its keys, what it issued, and who agreed to what. */
export const provider: Migration = {
  name: '002-provider',
  async up(knex) {
    await knex.schema.createTable('signing_keys', t => {
      t.string('id', 60).primary()
      t.text('sealed_key').notNullable()
      t.string('created_at', 30).notNullable()
    })
    await knex.schema.createTable('issued', t => {
      t.string('model', 40).notNullable()
      t.string('id_hash', 64).notNullable()
      t.text('sealed_payload').notNullable()
      t.string('grant_hash', 64).index()
      t.string('uid_hash', 64).index()
      t.string('person_id', 36).index()
      t.string('client_id', 60)
      t.string('created_at', 30).notNullable()
      t.string('consumed_at', 30)
      t.string('expires_at', 30).index()
      t.primary(['model', 'id_hash'])
    })
    await knex.schema.createTable('consents', t => {
      t.string('person_id', 36).notNullable().references('people.id').onDelete('CASCADE')
      t.string('client_id', 60).notNullable()
      t.string('scope', 200).notNullable()
      t.string('agreed_at', 30).notNullable()
      t.primary(['person_id', 'client_id'])
    })
  },
  async down(knex) {
    for (const table of ['consents', 'issued', 'signing_keys']) await knex.schema.dropTable(table)
  },
}
