import type { Knex } from 'knex'
import type { Migration } from '../index.ts'

/**
 * The verified copy of the catalogue. A row holds from generation `added_in` until just before `removed_in`; what readers
 * see is the one generation that `catalogue_state` names, so a refresh may write the next one for as long as it takes.
 */
export const catalogue: Migration = {
  name: '003-catalogue',
  async up(knex) {
    await knex.schema.createTable('catalogue_state', t => {
      t.integer('id').primary()
      t.integer('generation').notNullable()
      t.string('trust', 64)
      t.integer('version').notNullable()
      t.string('as_of', 30)
      t.string('expires', 30)
      t.text('counts').notNullable()
      t.string('failed_at', 30)
      t.string('failure', 20)
      t.text('failure_detail')
      t.string('lease_owner', 120)
      t.string('lease_until', 30)
    })
    await knex('catalogue_state').insert({ id: 1, generation: 0, version: 0, counts: '[]' })
    await knex.schema.createTable('catalogue_shards', t => {
      t.string('part', 20).notNullable()
      // empty for the file of the part itself
      t.string('leaf', 20).notNullable()
      t.string('sha256', 64).notNullable()
      t.integer('added_in').notNullable()
      t.integer('removed_in').notNullable()
      t.primary(['part', 'leaf', 'added_in'])
    })
    await knex.schema.createTable('catalogue_addons', t => {
      t.increments('id')
      t.string('slug', 40).notNullable().index()
      t.integer('place').notNullable().index()
      t.integer('added_in').notNullable().index()
      t.integer('removed_in').notNullable().index()
      byteOrdered(knex, t, 'sort_name')
      t.bigInteger('newness').notNullable()
      t.text('entry').notNullable()
    })
    await createListings(knex)
    await (isPostgres(knex) ? createVectors(knex) : createFts(knex))
  },
  async down(knex) {
    for (const table of [
      'catalogue_words',
      'catalogue_listings',
      'catalogue_addons',
      'catalogue_shards',
      'catalogue_state',
    ])
      await knex.schema.dropTable(table)
  },
}

const isPostgres = (knex: Knex) => knex.client.config.client === 'pg'

// both engines sort folded names by their bytes, so that both show one order
const byteOrdered = (knex: Knex, t: Knex.CreateTableBuilder, name: string) =>
  t.specificType(name, isPostgres(knex) ? 'text collate "C"' : 'text').notNullable()

// one row an add-on for each of its tags and one for the empty tag, which lists all: every filter is a walk along an index
const createListings = async (knex: Knex) => {
  await knex.schema.createTable('catalogue_listings', t => {
    t.integer('addon_id').notNullable().references('catalogue_addons.id')
    t.string('tag', 24).notNullable()
    t.string('shelf', 20).notNullable()
    byteOrdered(knex, t, 'sort_name')
    t.bigInteger('newness').notNullable()
    t.integer('added_in').notNullable()
    t.integer('removed_in').notNullable()
    t.primary(['addon_id', 'tag'])
    t.index(['tag', 'shelf', 'sort_name', 'addon_id', 'added_in', 'removed_in'], 'listings_by_name')
    t.index(
      ['tag', 'shelf', 'newness', 'sort_name', 'addon_id', 'added_in', 'removed_in'],
      'listings_by_newness',
    )
  })
}

const createFts = (knex: Knex) =>
  knex.raw(`CREATE VIRTUAL TABLE catalogue_words USING fts5(
    name, tags, words, description, facets,
    content='', contentless_delete=1, prefix='1 2 3', tokenize="unicode61 remove_diacritics 0 tokenchars '-'")`)

const createVectors = async (knex: Knex) => {
  await knex.schema.createTable('catalogue_words', t => {
    t.integer('addon_id').primary()
    t.specificType('words', 'tsvector').notNullable()
  })
  await knex.raw('CREATE INDEX catalogue_words_index ON catalogue_words USING gin (words)')
}
