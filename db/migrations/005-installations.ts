import type { Migration } from '../index.ts'

/** What is installed, the releases that lie on disk, and the operations that change them. */
export const installations: Migration = {
  name: '005-installations',
  async up(knex) {
    await knex.schema.createTable('operations', t => {
      t.string('id', 36).primary()
      t.string('kind', 20).notNullable()
      t.string('addon', 40).notNullable().index()
      t.string('addon_kind', 20).notNullable()
      t.string('name', 60).notNullable()
      t.string('version', 60).notNullable()
      // equals `addon` while the operation runs and null after: the unique index allows one open operation per add-on
      t.string('open_addon', 40).unique()
      t.string('operator_id', 36)
      t.string('operator', 120).notNullable()
      t.string('stage', 20).notNullable()
      t.string('state', 20).notNullable().index()
      t.text('input').notNullable()
      t.text('failure')
      t.integer('attempts').notNullable().defaultTo(0)
      t.string('lease_owner', 120)
      t.string('lease_until', 30)
      t.string('started_at', 30).notNullable()
      t.string('finished_at', 30)
      t.boolean('announced').notNullable().defaultTo(false)
    })
    await knex.schema.createTable('releases', t => {
      t.string('addon', 40).notNullable()
      t.string('version', 60).notNullable()
      t.text('release').notNullable()
      t.string('unpacked_at', 30).notNullable()
      t.primary(['addon', 'version'])
    })
    await knex.schema.createTable('installations', t => {
      t.string('addon', 40).primary()
      t.string('kind', 20).notNullable().index()
      t.string('name', 60).notNullable()
      t.string('version', 60).notNullable()
      t.boolean('active').notNullable()
      // the bytes on disk are no longer the signed ones
      t.boolean('altered').notNullable().defaultTo(false)
      t.text('settings').notNullable()
      t.text('failure')
      t.string('installed_at', 30).notNullable()
      t.string('changed_at', 30).notNullable()
      t.string('changed_by', 120).notNullable()
    })
    // what an uninstall with "keep its data" leaves behind, for the next install
    await knex.schema.createTable('kept_settings', t => {
      t.string('addon', 40).primary()
      t.text('settings').notNullable()
      t.string('kept_at', 30).notNullable()
    })
  },
  async down(knex) {
    for (const table of ['kept_settings', 'installations', 'releases', 'operations'])
      await knex.schema.dropTable(table)
  },
}
