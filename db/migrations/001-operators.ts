import type { Migration } from '../index.ts'

/** Who uses the panel, what they may do, their sessions, and the revision numbers that pages are cached by. */
export const operators: Migration = {
  name: '001-operators',
  async up(knex) {
    await knex.schema.createTable('operators', t => {
      t.string('id', 36).primary()
      t.string('email', 320).notNullable().unique()
      t.string('name', 120).notNullable()
      t.string('password_hash', 255).notNullable()
      t.boolean('disabled').notNullable().defaultTo(false)
      t.string('language', 40)
      t.string('theme', 10).notNullable().defaultTo('system')
      t.string('time_zone', 60).notNullable().defaultTo('UTC')
      t.string('created_at', 30).notNullable()
    })
    await knex.schema.createTable('roles', t => {
      t.string('id', 36).primary()
      t.string('name', 80).notNullable().unique()
    })
    await knex.schema.createTable('role_permissions', t => {
      t.string('role_id', 36).notNullable().references('roles.id').onDelete('CASCADE')
      t.string('permission', 40).notNullable()
      t.primary(['role_id', 'permission'])
    })
    await knex.schema.createTable('operator_roles', t => {
      t.string('operator_id', 36).notNullable().references('operators.id').onDelete('CASCADE')
      t.string('role_id', 36).notNullable().references('roles.id').onDelete('CASCADE').index()
      t.primary(['operator_id', 'role_id'])
    })
    await knex.schema.createTable('sessions', t => {
      t.string('id', 64).primary()
      t.text('data').notNullable()
      t.string('operator_id', 36).references('operators.id').onDelete('CASCADE').index()
      t.string('expires_at', 30).notNullable().index()
      t.string('touched_at', 30).notNullable()
    })
    await knex.schema.createTable('first_operator_links', t => {
      t.string('token_hash', 64).primary()
      t.string('expires_at', 30).notNullable()
    })
    await knex.schema.createTable('sign_in_limits', t => {
      t.string('key', 255).primary()
      t.integer('points').notNullable().defaultTo(0)
      t.bigInteger('expire')
    })
    await knex.schema.createTable('revisions', t => {
      t.string('name', 40).primary()
      t.integer('number').notNullable()
    })
    await knex('revisions').insert(
      ['catalogue', 'installations', 'connection', 'settings'].map(name => ({ name, number: 1 })),
    )
    await knex.schema.createTable('panel_settings', t => {
      t.string('name', 40).primary()
      t.text('value').notNullable()
    })
  },
  async down(knex) {
    for (const table of [
      'panel_settings',
      'revisions',
      'sign_in_limits',
      'first_operator_links',
      'sessions',
      'operator_roles',
      'role_permissions',
      'roles',
      'operators',
    ])
      await knex.schema.dropTable(table)
  },
}
