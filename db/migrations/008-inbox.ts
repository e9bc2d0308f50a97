import type { Knex } from 'knex'
import type { Migration } from '../index.ts'

/** Conversations with customers, and what happened in them, for add-ons that listen. */
export const inbox: Migration = {
  name: '008-inbox',
  async up(knex) {
    await knex.schema.createTable('conversations', t => {
      t.string('id', 36).primary()
      t.string('channel', 40).notNullable()
      t.string('key', 200).notNullable()
      // channel and key while it is open, null after: the unique index allows one open conversation of them
      t.string('open_key', 241).unique()
      t.string('customer_name', 120).notNullable()
      t.string('customer_address', 320).notNullable()
      t.string('subject', 200).notNullable()
      t.string('state', 10).notNullable()
      t.string('wants', 10).index()
      t.string('opened_at', 30).notNullable()
      t.string('changed_at', 30).notNullable()
      t.string('closed_at', 30)
      t.string('closed_by', 120)
      t.index(['channel', 'key', 'closed_at'])
      t.index(['state', 'changed_at', 'id'])
      t.index(['changed_at', 'id'])
    })
    await knex.schema.createTable('messages', t => {
      // the order in which they came
      t.increments('number')
      t.string('id', 36).notNullable().unique()
      t.string('conversation', 36).notNullable().references('conversations.id').onDelete('CASCADE')
      t.string('author_kind', 10).notNullable()
      t.string('author_id', 40)
      t.string('author', 320).notNullable()
      t.text('text').notNullable()
      t.string('at', 30).notNullable()
      t.string('state', 10).notNullable()
      t.string('why', 300)
      t.integer('attempts').notNullable()
      t.string('settled_at', 30)
      // of received ones only: a message that is delivered twice is stored once
      t.string('channel', 40)
      t.string('external_id', 200)
      t.unique(['channel', 'external_id'])
      t.index(['conversation', 'number'])
      t.index(['state', 'number'])
    })
    await knex.schema.createTable('conversation_tags', t => {
      t.string('conversation', 36).notNullable().references('conversations.id').onDelete('CASCADE')
      t.string('tag', 48).notNullable().index()
      t.primary(['conversation', 'tag'])
    })
    await knex.schema.createTable('conversation_words', t => {
      byteOrdered(knex, t, 'word')
      t.string('conversation', 36).notNullable().references('conversations.id').onDelete('CASCADE')
      t.primary(['word', 'conversation'])
      t.index('conversation')
    })
    await knex.schema.createTable('code_events', t => {
      t.increments('id')
      t.string('name', 40).notNullable()
      t.text('payload').notNullable()
      t.string('only', 40)
      t.string('at', 30).notNullable().index()
    })
  },
  async down(knex) {
    for (const table of [
      'code_events',
      'conversation_words',
      'conversation_tags',
      'messages',
      'conversations',
    ])
      await knex.schema.dropTable(table)
  },
}

// words are looked up by their beginnings, as a range of bytes
const byteOrdered = (knex: Knex, t: Knex.CreateTableBuilder, name: string) =>
  t.specificType(name, knex.client.config.client === 'pg' ? 'text collate "C"' : 'text').notNullable()
