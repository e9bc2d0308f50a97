import type { Knex } from 'knex'
import type { Migration } from '../index.ts'

/** Prices, cards, orders, invoices, payments, rights, the books, and what help desks are told of them. */
export const billing: Migration = {
  name: '003-billing',
  async up(knex) {
    await knex.schema.alterTable('accounts', t => {
      t.text('address')
      t.string('tax_label', 60)
      // hundredths of a percent; null: billed without tax
      t.integer('tax_rate')
      t.string('tax_note', 200)
    })
    await knex.schema.createTable('products', t => {
      t.string('addon', 40).primary()
      texts(t, { name: 60, author: 40, created_at: 30 })
    })
    await knex.schema.createTable('prices', t => {
      t.string('addon', 40).notNullable().references('products.addon')
      texts(t, { currency: 3, cycle: 20, from_at: 30 })
      // null: no longer sold so
      t.bigInteger('amount')
      t.primary(['addon', 'currency', 'cycle', 'from_at'])
    })
    await knex.schema.createTable('cards', t => {
      t.string('id', 36).primary()
      t.string('account_id', 36).notNullable().references('accounts.id').index()
      // the gateway's name for the card; its number is never stored
      texts(t, { token: 100, brand: 30, last4: 4, expires: 7 })
      t.boolean('is_default').notNullable()
      t.string('created_at', 30).notNullable()
      t.string('removed_at', 30)
    })
    await knex.schema.createTable('quotes', t => {
      t.string('id', 36).primary()
      t.string('account_id', 36).notNullable()
      t.string('licence_id', 36).notNullable().index()
      texts(t, { addon: 40, cycle: 20, currency: 3 })
      amounts(t, 'net', 'tax', 'total')
      texts(t, { terms: 60, created_at: 30 })
      t.string('expires_at', 30).notNullable().index()
    })
    await knex.schema.createTable('invoices', t => {
      t.string('id', 36).primary()
      // given at issue, without gaps in its series
      t.string('number', 30).unique()
      t.string('series', 10).notNullable()
      ofAccountAndLicence(t)
      t.string('addon', 40).notNullable()
      t.string('entitlement_id', 36).index()
      // credit note: the invoice it takes back, wholly or in part
      t.string('corrects', 36).index()
      t.string('state', 20).notNullable().index()
      t.string('currency', 3).notNullable()
      amounts(t, 'net', 'tax', 'total')
      // seller, buyer, tax ids, rate and lines as they were at issue
      t.text('snapshot').notNullable()
      t.string('created_at', 30).notNullable()
      optional(t, { issued_at: 30, due_at: 30, paid_at: 30, closed_at: 30 })
    })
    await knex.schema.createTable('number_series', t => {
      t.string('series', 10).primary()
      t.integer('last').notNullable()
    })
    await knex.schema.createTable('orders', t => {
      t.string('id', 36).primary()
      t.string('licence_id', 36).notNullable()
      t.string('account_id', 36).notNullable().index()
      // the buyer's own name for the order: sent again, it is the same order
      texts(t, { reference: 60, fingerprint: 64, addon: 40, cycle: 20, currency: 3 })
      t.bigInteger('total').notNullable()
      texts(t, { terms: 60, state: 20 })
      t.string('refusal', 30)
      t.string('invoice_id', 36).references('invoices.id').index()
      t.string('entitlement_id', 36)
      // licence and add-on while it is open, null after: one open order of an add-on
      t.string('open_key', 80).unique()
      texts(t, { placed_at: 30, changed_at: 30 })
      t.unique(['licence_id', 'reference'])
    })
    await knex.schema.createTable('withdrawn_references', t => {
      texts(t, { licence_id: 36, reference: 60, at: 30 })
      t.primary(['licence_id', 'reference'])
    })
    await knex.schema.createTable('entitlements', t => {
      t.string('id', 36).primary()
      ofAccountAndLicence(t)
      texts(t, { addon: 40, kind: 20 })
      optional(t, { cycle: 20, currency: 3 })
      // before tax, what one cycle costs this subscriber
      t.bigInteger('net')
      t.string('state', 20).notNullable().index()
      t.string('since', 30).notNullable()
      // periods are counted from here, so that the 31st stays the 31st
      t.string('anchor', 30)
      t.integer('periods').notNullable().defaultTo(0)
      t.string('paid_until', 30).index()
      optional(t, { past_due_since: 30, usable_until: 30, ends_at: 30, ended_at: 30, ended_because: 30 })
      t.string('new_net_from', 30)
      t.bigInteger('new_net')
      t.integer('major')
      t.integer('revision').notNullable().defaultTo(1)
      // licence and add-on until it has ended, null after: one right to an add-on
      t.string('open_key', 80).unique()
    })
    await knex.schema.createTable('cancellations', t => {
      texts(t, { licence_id: 36, reference: 60 })
      t.string('entitlement_id', 36).notNullable().index()
      texts(t, { by: 200, at: 30 })
      t.primary(['licence_id', 'reference'])
    })
    await knex.schema.createTable('payments', t => {
      t.string('id', 36).primary()
      t.string('invoice_id', 36).notNullable().references('invoices.id').index()
      // the invoice while a payment of it is open or has succeeded, null after: nothing is paid twice
      t.string('open_invoice', 36).unique()
      t.string('card_id', 36)
      t.string('method', 20).notNullable()
      // our own name for it at the gateway
      t.string('reference', 60).notNullable().unique()
      t.string('currency', 3).notNullable()
      t.bigInteger('amount').notNullable()
      t.string('state', 20).notNullable().index()
      t.string('reason', 60)
      t.string('at', 30).notNullable()
      t.string('settled_at', 30)
    })
    // the gateway's own memory, as a real one keeps it elsewhere
    await knex.schema.createTable('test_gateway', t => {
      t.string('reference', 60).primary()
      texts(t, { token: 100, currency: 3 })
      t.bigInteger('amount').notNullable()
      t.bigInteger('refunded').notNullable().defaultTo(0)
      t.string('state', 20).notNullable().index()
      t.string('at', 30).notNullable()
    })
    await knex.schema.createTable('ledger_transactions', t => {
      t.string('id', 36).primary()
      t.integer('sequence').notNullable().unique()
      t.string('time', 30).notNullable().index()
      t.string('kind', 20).notNullable()
      ofAccountAndLicence(t)
      texts(t, { addon: 40, author: 40, cycle: 20, currency: 3 })
      t.bigInteger('amount').notNullable()
      optional(t, { invoice: 30, reference: 60 })
    })
    await knex.schema.createTable('ledger_lines', t => {
      t.string('transaction_id', 36).notNullable().references('ledger_transactions.id')
      t.integer('n').notNullable()
      t.string('book', 40).notNullable().index()
      // debit positive, credit negative: the lines of a transaction add up to zero
      t.bigInteger('amount').notNullable()
      texts(t, { currency: 3, addon: 40, author: 40, licence_id: 36 })
      t.string('tax_label', 60)
      t.integer('tax_rate')
      t.primary(['transaction_id', 'n'])
    })
    await knex.schema.createTable('events', t => {
      t.increments('sequence')
      t.string('id', 36).notNullable().unique()
      texts(t, { licence_id: 36, type: 30, object: 60, at: 30 })
      t.index(['licence_id', 'sequence'])
    })
    await knex.schema.createTable('webhook_deliveries', t => {
      t.string('event_id', 36).primary()
      t.string('licence_id', 36).notNullable().index()
      t.integer('attempts').notNullable().defaultTo(0)
      t.string('next_at', 30).index()
      optional(t, { lease_until: 30, delivered_at: 30, last_trouble: 60 })
    })
    await knex.schema.alterTable('licences', t => {
      // where its help desk takes webhooks; null: it polls only
      t.string('webhook_url', 500)
      t.text('sealed_former_webhook_secret')
      t.string('former_webhook_secret_until', 30)
    })
  },
  async down(knex) {
    for (const table of tables.split(' ')) await knex.schema.dropTable(table)
    await knex.schema.alterTable('licences', t => t.dropColumns(...ofLicences))
    await knex.schema.alterTable('accounts', t => t.dropColumns(...ofAccounts))
  },
}

type Table = Knex.CreateTableBuilder
const texts = (t: Table, columns: Record<string, number>) =>
  Object.entries(columns).forEach(([name, length]) => t.string(name, length).notNullable())
const optional = (t: Table, columns: Record<string, number>) =>
  Object.entries(columns).forEach(([name, length]) => t.string(name, length))
const amounts = (t: Table, ...names: string[]) => names.forEach(name => t.bigInteger(name).notNullable())
const ofAccountAndLicence = (t: Table) =>
  ['account_id', 'licence_id'].forEach(name => t.string(name, 36).notNullable().index())

const ofLicences = ['webhook_url', 'sealed_former_webhook_secret', 'former_webhook_secret_until']
const ofAccounts = ['address', 'tax_label', 'tax_rate', 'tax_note']
const tables =
  'webhook_deliveries events ledger_lines ledger_transactions test_gateway payments cancellations entitlements ' +
  'withdrawn_references orders number_series invoices quotes cards prices products'
