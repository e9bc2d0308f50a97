import type { Migration } from '../index.ts'

/** What the connected account is billed in: list prices are shown in it. */
export const accountCurrency: Migration = {
  name: '007-account-currency',
  async up(knex) {
    await knex.schema.alterTable('connection', t => {
      t.string('account_currency', 3)
    })
  },
  async down(knex) {
    await knex.schema.alterTable('connection', t => {
      t.dropColumn('account_currency')
    })
  },
}
