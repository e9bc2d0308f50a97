import type { Migration } from '../index.ts'

/** The language somebody chose for the client area's pages; none: as the browser asks. */
export const languages: Migration = {
  name: '005-languages',
  async up(knex) {
    await knex.schema.alterTable('people', t => void t.string('language', 10))
  },
  async down(knex) {
    await knex.schema.alterTable('people', t => t.dropColumn('language'))
  },
}
