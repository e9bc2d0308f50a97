import type { Migration } from '../index.ts'

/** What operators choose for themselves: single keys as shortcuts, and whether the first steps are hidden. */
export const firstSteps: Migration = {
  name: '012-first-steps',
  async up(knex) {
    await knex.schema.alterTable('operators', t => {
      t.boolean('shortcuts').notNullable().defaultTo(true)
      t.boolean('hides_first_steps').notNullable().defaultTo(false)
    })
  },
  async down(knex) {
    await knex.schema.alterTable('operators', t => t.dropColumns('shortcuts', 'hides_first_steps'))
  },
}
