import { mkdirSync } from 'node:fs'
import { dirname } from 'node:path'
import knex, { type Knex } from 'knex'
import { takesTheLockUpFront } from './immediate.ts'
import { present } from './presence.ts'
import { oneAfterTheOther } from './writers.ts'

export type Work = Knex | Knex.Transaction

export interface Database {
  knex: Knex
  engine: 'sqlite' | 'postgres'
  /** Runs the work in one transaction that holds the write lock from its first statement. */
  atomically: <T>(work: (tx: Knex.Transaction) => Promise<T>) => Promise<T>
  close: () => Promise<void>
}

/** A migration is known by its name, never by a file name, which differs between source and dist. */
export interface Migration {
  name: string
  up: (knex: Knex) => Promise<void>
  down: (knex: Knex) => Promise<void>
}

export const migrationsTable = 'souk_migrations'

/** Opens `sqlite:FILE` or `postgres://...` and brings its tables up to date. */
export const openDb = async (url: string, migrations: Migration[]): Promise<Database> => {
  const engine = url.startsWith('sqlite:') ? 'sqlite' : 'postgres'
  const db = engine === 'sqlite' ? openSqlite(url.slice('sqlite:'.length)) : openPostgres(url)
  await upToDate(db, migrations)
  const inTurn = engine === 'sqlite' ? oneAfterTheOther() : <T>(work: () => Promise<T>) => work()
  return {
    knex: db,
    engine,
    atomically: work => inTurn(() => db.transaction(work)),
    close: () => db.destroy(),
  }
}

// a connection that stays open would keep the process from ending with its sentence
const upToDate = async (db: Knex, migrations: Migration[]) => {
  try {
    // those that are done need no lock, and so no room on a full disk
    if (await isUpToDate(db, migrations)) return
    await db.migrate.latest({ migrationSource: sourceOf(migrations), tableName: migrationsTable })
  } catch (error) {
    await db.destroy()
    throw error
  }
}

const isUpToDate = async (db: Knex, migrations: Migration[]) => {
  const rows: { name: string }[] = await db(migrationsTable)
    .select('name')
    .catch(() => [])
  const done = new Set(rows.map(({ name }) => name))
  return done.size === migrations.length && migrations.every(({ name }) => done.has(name))
}

/** The migrations in memory, as knex asks for them. */
export const sourceOf = (migrations: Migration[]): Knex.MigrationSource<Migration> => ({
  getMigrations: () => Promise.resolve(migrations),
  getMigrationName: migration => migration.name,
  getMigration: migration => Promise.resolve(migration),
})

// Foreign keys and the rest are settings of a connection, so each new one gets them; the patience first, for the others.
const pragmas =
  'PRAGMA busy_timeout=5000; PRAGMA journal_mode=WAL; PRAGMA foreign_keys=ON; PRAGMA synchronous=FULL'

interface SqliteConnection {
  exec: (sql: string, done: (error: Error | null) => void) => void
}

// compileSqlOnError: false keeps password hashes and e-mail addresses out of error messages, and so out of the log
const openSqlite = (file: string) => {
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 })
  return takesTheLockUpFront(
    knex({
      client: 'sqlite3',
      connection: { filename: file },
      useNullAsDefault: true,
      compileSqlOnError: false,
      pool: {
        min: 1,
        max: 4,
        afterCreate: (
          connection: SqliteConnection,
          done: (error: Error | null, c: SqliteConnection) => void,
        ) => connection.exec(pragmas, error => done(error, connection)),
      },
    }),
  )
}

const openPostgres = (url: string) =>
  knex({
    client: 'pg',
    connection: url,
    compileSqlOnError: false,
    // a panel that runs looks for work more often than idle connections are closed: one is always there
    pool: { min: 0, max: 10, afterCreate: present },
  })
