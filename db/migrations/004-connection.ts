import type { Migration } from '../index.ts'

/** The help desk's login to the client area, and logins under way. */
export const connection: Migration = {
  name: '004-connection',
  async up(knex) {
    await knex.schema.createTable('connection', t => {
      // one a help desk: each login takes the place of the one before
      t.string('slot', 20).primary()
      t.string('login', 36).notNullable()
      t.string('account_id', 60).notNullable()
      t.string('account_name', 200).notNullable()
      t.string('account_email', 320).notNullable()
      t.string('licence_id', 60).notNullable()
      t.string('licence_state', 20).notNullable()
      t.string('licence_key_end', 4).notNullable()
      t.string('panel_url', 2000).notNullable()
      t.text('scope').notNullable()
      t.text('sealed_access_token')
      t.text('sealed_refresh_token')
      t.string('access_expires_at', 30).notNullable()
      t.string('connected_at', 30).notNullable()
      t.string('connected_by', 120).notNullable()
      t.string('connected_by_id', 36).notNullable()
      t.string('checked_at', 30).notNullable()
      // set when the client area ended it: the tokens are gone, the names stay for the notice
      t.string('ended_at', 30)
      t.string('ended_because', 20)
    })
    await knex.schema.createTable('login_attempts', t => {
      t.string('state_hash', 64).primary()
      t.string('session_hash', 64).notNullable().index()
      t.string('operator_id', 36).notNullable()
      t.text('sealed_verifier').notNullable()
      t.string('nonce', 64).notNullable()
      t.string('return_to', 2000).notNullable()
      t.string('begun_at', 30).notNullable()
      t.string('expires_at', 30).notNullable().index()
    })
  },
  async down(knex) {
    await knex.schema.dropTable('login_attempts')
    await knex.schema.dropTable('connection')
  },
}
