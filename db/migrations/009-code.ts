import type { Migration } from '../index.ts'

/** What add-ons that run code keep, hear, say and hide. */
export const code: Migration = {
  name: '009-code',
  async up(knex) {
    await knex.schema.createTable('secret_settings', t => {
      t.string('addon', 40).notNullable()
      t.string('name', 100).notNullable()
      t.text('sealed').notNullable()
      t.primary(['addon', 'name'])
    })
    // addresses, also of this network, that an operator lets an add-on call beside those it declares
    await knex.schema.createTable('allowed_addresses', t => {
      t.string('addon', 40).notNullable()
      t.string('origin', 300).notNullable()
      t.primary(['addon', 'origin'])
    })
    await knex.schema.createTable('addon_storage', t => {
      t.string('addon', 40).notNullable()
      t.string('key', 200).notNullable()
      t.text('value').notNullable()
      t.integer('bytes').notNullable()
      t.primary(['addon', 'key'])
    })
    await knex.schema.createTable('addon_notices', t => {
      t.string('addon', 40).notNullable()
      t.string('id', 40).notNullable()
      t.string('tone', 10).notNullable()
      t.string('text', 300).notNullable()
      t.string('at', 30).notNullable()
      t.primary(['addon', 'id'])
    })
    await knex.schema.createTable('code_deliveries', t => {
      t.increments('id')
      t.string('addon', 40).notNullable()
      t.string('event', 40).notNullable()
      t.string('conversation', 60).notNullable()
      // the event it came of, and the reply that is to be sent: neither is told to an add-on twice
      t.integer('source')
      t.string('message', 80)
      t.text('payload').notNullable()
      t.string('state', 10).notNullable()
      t.integer('attempts').notNullable().defaultTo(0)
      // somebody took it up before: it may have been told
      t.boolean('begun').notNullable().defaultTo(false)
      t.string('next_at', 30).notNullable()
      t.string('trouble', 500)
      t.string('at', 30).notNullable()
      t.string('settled_at', 30)
      t.unique(['source', 'addon'])
      t.unique(['message', 'addon'])
      t.index(['state', 'next_at'])
      t.index(['addon', 'conversation', 'state', 'id'])
      t.index(['state', 'settled_at'])
    })
    await knex.schema.createTable('code_schedules', t => {
      t.string('addon', 40).primary()
      t.string('schedule', 60).notNullable()
      t.string('due_at', 30).notNullable()
      t.string('ran_at', 30)
    })
  },
  async down(knex) {
    const tables = [
      'code_schedules',
      'code_deliveries',
      'addon_notices',
      'addon_storage',
      'allowed_addresses',
    ]
    for (const table of [...tables, 'secret_settings']) await knex.schema.dropTable(table)
  },
}
