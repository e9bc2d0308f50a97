import { postgresSearch } from './catalogue-search-postgres.ts'
import { sqliteSearch } from './catalogue-search-sqlite.ts'
import type { Database } from './index.ts'

/** The full-text search of a database's engine. */
export const searchOf = ({ engine }: Database) => (engine === 'sqlite' ? sqliteSearch : postgresSearch)
