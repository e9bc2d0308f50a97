import type { Migration } from '../index.ts'

/** The verified copy of the catalogue. */
export const catalogue: Migration = {
  name: '003-catalogue',
  async up(_knex) {},
  async down(_knex) {},
}
