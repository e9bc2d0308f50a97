import type { Migration } from '../index.ts'

/** Updates: copies of an add-on's own storage, the release that is kept, health windows, policies, many at once. */
export const updates: Migration = {
  name: '011-updates',
  async up(knex) {
    await knex.schema.alterTable('installations', t => {
      // which copy of its own storage it works with
      t.integer('generation').notNullable().defaultTo(1)
      // the operation that is about to replace it: its storage takes nothing more meanwhile
      t.string('moving', 36)
      // calls under way come to an end first, and may keep something meanwhile
      t.boolean('draining').notNullable().defaultTo(false)
      // the release before, to which one may go back
      t.text('previous')
    })
    await knex.schema.alterTable('kept_settings', t => {
      // the release that kept them: another one brings the data up to date when it is installed
      t.string('version', 60)
    })
    await knex.raw(
      `update kept_settings set version = (select version from operations where operations.addon = kept_settings.addon
        and kind = 'uninstall' and state = 'done' order by started_at desc limit 1)`,
    )
    await knex.schema.alterTable('code_deliveries', t => {
      // somebody tells it right now
      t.boolean('held').notNullable().defaultTo(false)
    })
    await knex.schema.renameTable('addon_storage', 'addon_storage_before')
    await knex.schema.createTable('addon_storage', t => {
      t.string('addon', 40).notNullable()
      t.integer('generation').notNullable()
      t.string('key', 200).notNullable()
      t.text('value').notNullable()
      t.integer('bytes').notNullable()
      t.primary(['addon', 'generation', 'key'], 'addon_storage_by_generation')
    })
    await knex.raw(
      'insert into addon_storage (addon, generation, key, value, bytes) select addon, 1, key, value, bytes from addon_storage_before',
    )
    await knex.schema.dropTable('addon_storage_before')
    // counts the changes of one copy
    await knex.schema.createTable('addon_storage_revisions', t => {
      t.string('addon', 40).notNullable()
      t.integer('generation').notNullable()
      t.integer('number').notNullable()
      // what that of the copy before was when this one was made of it
      t.integer('copied')
      t.primary(['addon', 'generation'])
    })
    await knex.schema.createTable('update_watches', t => {
      t.string('addon', 40).primary()
      t.string('operation', 36).notNullable()
      t.string('from_version', 60).notNullable()
      t.string('to_version', 60).notNullable()
      t.string('since', 30).notNullable()
      t.string('until', 30).notNullable()
      // when its code was last seen running, and how it did in all processes together
      t.string('ran_at', 30).notNullable()
      t.integer('calls').notNullable()
      t.integer('failures').notNullable()
      t.text('last_error')
      // why it is to be put back, once that is known
      t.text('trouble')
    })
    await knex.schema.createTable('update_policies', t => {
      t.string('addon', 40).primary()
      t.string('policy', 10)
      t.integer('wait_hours')
      // versions that an operator does not want, as a JSON array
      t.text('skipped')
      // the version that was put back last, when, to which, and why: no policy tries it again
      t.text('put_back')
    })
    await knex.schema.createTable('update_runs', t => {
      t.string('id', 36).primary()
      t.string('operator_id', 36)
      t.string('operator', 120).notNullable()
      t.boolean('automatic').notNullable()
      t.boolean('stops_at_failure').notNullable()
      t.string('started_at', 30).notNullable().index()
      t.string('finished_at', 30).index()
      // `yes` or nothing: one at a time begins by itself
      t.string('open_automatic', 3).unique()
    })
    await knex.schema.createTable('update_run_rows', t => {
      t.string('run', 36).notNullable()
      t.integer('position').notNullable()
      t.string('addon', 40).notNullable()
      t.string('name', 60).notNullable()
      t.string('from_version', 60).notNullable()
      t.string('version', 60).notNullable()
      t.string('state', 20).notNullable()
      t.string('operation', 36)
      t.text('failure')
      t.primary(['run', 'position'])
      t.unique(['run', 'addon'])
      t.index(['addon', 'version'])
    })
  },
  async down(knex) {
    for (const table of [
      'update_run_rows',
      'update_runs',
      'update_policies',
      'update_watches',
      'addon_storage_revisions',
    ])
      await knex.schema.dropTable(table)
    await knex('addon_storage').whereNot({ generation: 1 }).delete()
    await knex.schema.alterTable('addon_storage', t => {
      t.dropPrimary('addon_storage_by_generation')
      t.dropColumn('generation')
      t.primary(['addon', 'key'])
    })
    await knex.schema.alterTable('kept_settings', t => t.dropColumn('version'))
    await knex.schema.alterTable('code_deliveries', t => t.dropColumn('held'))
    await knex.schema.alterTable('installations', t =>
      t.dropColumns('generation', 'moving', 'draining', 'previous'),
    )
  },
}
