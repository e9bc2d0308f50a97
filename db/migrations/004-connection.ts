import type { Migration } from '../index.ts'

/** The help desk's login to the client area, and logins under way. */
export const connection: Migration = {
  name: '004-connection',
  async up(_knex) {},
  async down(_knex) {},
}
