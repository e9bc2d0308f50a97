import type { Knex } from 'knex'

/** What a licence may run, and what ended it. */
export const makeRights = async (knex: Knex) => {
  await knex.schema.createTable('entitlements', t => {
    t.string('id', 36).primary()
    t.string('account_id', 36).notNullable().index()
    t.string('licence_id', 36).notNullable().index()
    t.string('addon', 40).notNullable()
    t.string('kind', 20).notNullable()
    t.string('cycle', 20)
    t.string('currency', 3)
    // before tax, what one cycle costs this subscriber
    t.bigInteger('net')
    t.string('state', 20).notNullable().index()
    t.string('since', 30).notNullable()
    // periods are counted from here, so that the 31st stays the 31st
    t.string('anchor', 30)
    t.integer('periods').notNullable().defaultTo(0)
    t.string('paid_until', 30).index()
    t.string('past_due_since', 30)
    t.string('usable_until', 30)
    t.string('ends_at', 30)
    t.string('ended_at', 30)
    t.string('ended_because', 30)
    t.string('new_net_from', 30)
    t.bigInteger('new_net')
    t.integer('major')
    t.integer('revision').notNullable().defaultTo(1)
    // licence and add-on until it has ended, null after: one right to an add-on
    t.string('open_key', 80).unique()
  })
  await knex.schema.createTable('cancellations', t => {
    t.string('licence_id', 36).notNullable()
    t.string('reference', 60).notNullable()
    t.string('entitlement_id', 36).notNullable().index()
    t.string('by', 200).notNullable()
    t.string('at', 30).notNullable()
    t.primary(['licence_id', 'reference'])
  })
}
