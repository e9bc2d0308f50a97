import type { Migration } from '../index.ts'

/** The major version that is bought: a one-time purchase brings updates of it. */
export const majors: Migration = {
  name: '004-majors',
  async up(knex) {
    await knex.schema.alterTable('quotes', t => void t.integer('major'))
    await knex.schema.alterTable('orders', t => void t.integer('major'))
  },
  async down(knex) {
    await knex.schema.alterTable('orders', t => t.dropColumn('major'))
    await knex.schema.alterTable('quotes', t => t.dropColumn('major'))
  },
}
