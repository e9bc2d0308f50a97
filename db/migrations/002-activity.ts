import type { Migration } from '../index.ts'

/** The lasting record of who changed what. Names are stored, not joined: they outlive the operator. */
export const activity: Migration = {
  name: '002-activity',
  async up(knex) {
    await knex.schema.createTable('activity', t => {
      t.increments('id')
      t.string('at', 30).notNullable().index()
      t.string('operator_id', 36).index()
      t.string('operator', 120).notNullable()
      t.string('act', 60).notNullable().index()
      t.string('addon', 40).index()
      t.string('version', 60)
      t.string('result', 40).notNullable()
      t.string('reference', 64).index()
      t.text('detail')
    })
  },
  async down(knex) {
    await knex.schema.dropTable('activity')
  },
}
