import type { Migration } from '../index.ts'

/** The last lines of each add-on that runs code, so that they outlive the panel's process. */
export const codeLog: Migration = {
  name: '010-code-log',
  async up(knex) {
    await knex.schema.createTable('code_log', t => {
      t.increments('id')
      t.string('addon', 40).notNullable()
      t.string('at', 30).notNullable()
      t.string('level', 10).notNullable()
      t.text('text').notNullable()
      // something went wrong: the newest of these is the add-on's last error
      t.boolean('is_trouble').notNullable()
      t.index(['addon', 'id'])
      t.index(['addon', 'is_trouble', 'id'])
    })
  },
  async down(knex) {
    await knex.schema.dropTable('code_log')
  },
}
