import type { Header } from '../../marketplace/backups.ts'
import { migrationsTable, type Work } from '../index.ts'

const isPostgres = (work: Work) => work.client.config.client === 'pg'

/** The names of all tables there are, whoever made them. */
export const tablesOf = async (work: Work): Promise<Set<string>> => {
  const rows: { name: string }[] = isPostgres(work)
    ? await work('information_schema.tables')
        .whereRaw('table_schema = current_schema()')
        .select({ name: 'table_name' })
    : await work('sqlite_master').where({ type: 'table' }).select('name')
  return new Set(rows.map(({ name }) => name))
}

/** The names of the migrations that made its tables; none: it has no tables of Souk. */
export const migrationsOf = async (work: Work): Promise<string[]> => {
  if (!(await tablesOf(work)).has(migrationsTable)) return []
  return work(migrationsTable).orderBy('id').pluck('name')
}

/** The columns of a table with their types, in the words of the engine. */
export const columnsOf = async (work: Work, table: string): Promise<Record<string, string>> => {
  const info = await work(table).columnInfo()
  return Object.fromEntries(Object.entries(info).map(([name, { type }]) => [name, type]))
}

/** The newest list of the catalogue that was seen here. */
export const seenIn = async (work: Work): Promise<Header['seen']> => {
  if (!(await tablesOf(work)).has('catalogue_state')) return null
  const row: { trust: string | null; version: number } | undefined = await work('catalogue_state')
    .where({ id: 1 })
    .first('trust', 'version')
  return row?.trust ? { trust: row.trust, version: row.version } : null
}
