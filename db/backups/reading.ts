import { existsSync } from 'node:fs'
import type { Knex } from 'knex'
import { type Snapshot, Unusable } from '../../marketplace/backups.ts'
import type { Migration } from '../index.ts'
import { type Alone, openAlone } from './opening.ts'
import { rowsIn } from './rows.ts'
import { columnsOf, migrationsOf, seenIn, tablesOf } from './standing.ts'
import { keptTables } from './tables.ts'
import { inOurWords } from './troubles.ts'

/** Works on the database as it is at one moment, also beside a running panel, which goes on writing. */
export const snapshotOf = async <T>(
  url: string,
  migrations: Migration[],
  work: (snapshot: Snapshot) => Promise<T>,
): Promise<T> => {
  if (url.startsWith('sqlite:') && !existsSync(url.slice('sqlite:'.length)))
    throw new Unusable(`There is no database ${url.slice('sqlite:'.length)}: check DATA_DIR or DATABASE_URL.`)
  const db = openAlone(url)
  try {
    return await atOneMoment(db, async tx => work(await snapshotIn(tx, db.engine, migrations)))
  } catch (error) {
    throw inOurWords(error)
  } finally {
    await db.close()
  }
}

// One transaction that reads: PostgreSQL and SQLite's WAL mode show it nothing that is written after its first statement.
const atOneMoment = async <T>({ knex, engine }: Alone, work: (tx: Knex) => Promise<T>): Promise<T> => {
  if (engine === 'postgres')
    return knex.transaction(work, { isolationLevel: 'repeatable read', readOnly: true })
  await knex.raw('PRAGMA busy_timeout=5000')
  await knex.raw('PRAGMA journal_mode=WAL')
  // not knex's own: ours begin with the lock that writers need
  await knex.raw('BEGIN')
  // it ends with its connection
  return work(knex)
}

const snapshotIn = async (tx: Knex, engine: Snapshot['engine'], known: Migration[]): Promise<Snapshot> => {
  const migrations = await migrationsOf(tx)
  if (migrations.length === 0)
    throw new Unusable('The database has no tables of Souk: there is nothing to back up.')
  if (migrations.some(name => !known.some(one => one.name === name)))
    throw new Unusable('The database is of a newer Souk than this one: use that one to back it up.')
  const there = await tablesOf(tx)
  const names = keptTables.filter(name => there.has(name))
  const columns = new Map<string, Record<string, string>>()
  for (const name of names) columns.set(name, await columnsOf(tx, name))
  return {
    engine,
    migrations,
    seen: await seenIn(tx),
    tables: names.map(name => ({ name, columns: Object.keys(columns.get(name) ?? {}) })),
    rows: name => rowsIn(tx, engine, name, columns.get(name) ?? {}),
  }
}
