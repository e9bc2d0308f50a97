import type { Knex } from 'knex'
import { type Header, type Rows, Unusable } from '../../marketplace/backups.ts'
import { type Database, migrationsTable, type Migration, sourceOf, type Work } from '../index.ts'
import { presence } from '../presence.ts'
import { type Alone, openAlone } from './opening.ts'
import { migrationsOf, seenIn, tablesOf } from './standing.ts'
import { decisions, isPutBack, keptTables } from './tables.ts'
import { doesNotFit, firstError, inOurWords, inUse, isBusy } from './troubles.ts'

export interface Restore<T> {
  header: Header
  /** read again: what was checked before is checked once more while it is stored */
  rows: () => AsyncIterable<Rows>
  /** what is there may go */
  replace: boolean
  /** puts right what is older than the world, in the same transaction */
  settle: (inside: Database) => Promise<T>
}

/** Puts a backup in place of all tables, in one transaction that nobody else is beside; throws Unusable. */
export const restoreInto = async <T>(url: string, migrations: Migration[], restore: Restore<T>) => {
  const db = openAlone(url)
  try {
    return await alone(db, tx => putInPlace(tx, db.engine, migrations, restore))
  } catch (error) {
    throw inOurWords(error)
  } finally {
    await db.close()
  }
}

const alone = async <T>(db: Alone, work: (tx: Knex.Transaction) => Promise<T>): Promise<T> =>
  db.engine === 'sqlite' ? aloneInFile(db.knex, work) : aloneOnServer(db.knex, work)

// A panel keeps its connection, and while somebody else has one SQLite does not leave WAL mode. Outside that mode one
// transaction can keep out everybody, and a kill in its middle is undone by whoever opens the file next.
const aloneInFile = async <T>(db: Knex, work: (tx: Knex.Transaction) => Promise<T>): Promise<T> => {
  try {
    await db.raw('PRAGMA busy_timeout=0')
    await db.raw('PRAGMA foreign_keys=OFF')
    await db.raw('PRAGMA synchronous=FULL')
    const [mode]: { journal_mode: string }[] = await db.raw('PRAGMA journal_mode=DELETE')
    if (mode?.journal_mode !== 'delete') throw inUse()
    return await firstError(running => db.transaction(running), work)
  } catch (error) {
    throw isBusy(error) ? inUse() : error
  }
}

const aloneOnServer = <T>(db: Knex, work: (tx: Knex.Transaction) => Promise<T>): Promise<T> =>
  db.transaction(async tx => {
    const { rows }: { rows: { taken: boolean }[] } = await tx.raw(
      'SELECT pg_try_advisory_xact_lock(?) AS taken',
      [presence],
    )
    if (!rows[0]?.taken) throw inUse()
    return work(tx)
  })

const putInPlace = async <T>(
  tx: Knex.Transaction,
  engine: Alone['engine'],
  migrations: Migration[],
  { header, rows, replace, settle }: Restore<T>,
): Promise<T> => {
  const before = await standingOf(tx, migrations)
  if (!replace) await refuseIfUsed(tx)
  await removeTables(tx)
  await migrate(tx, migrations.slice(0, header.migrations.length))
  for await (const some of rows()) await insert(tx, some)
  await countOn(tx, engine)
  await migrate(tx, migrations)
  await remember(tx, before, header.seen)
  const settled = await settle({ knex: tx, engine, atomically: work => work(tx), close: async () => {} })
  await checkReferences(tx, engine)
  return settled
}

const standingOf = async (tx: Work, known: Migration[]) => {
  const names = await migrationsOf(tx)
  if (names.some(name => !known.some(one => one.name === name)))
    throw new Unusable(
      'The database is of a newer Souk than this one: update Souk first. Nothing was changed.',
    )
  const revisions: { name: string; number: number }[] = names.length > 0 ? await tx('revisions') : []
  return { seen: await seenIn(tx), revisions }
}

// a panel that was only started once has written these two
const written = ['activity', 'panel_settings']

const refuseIfUsed = async (tx: Work) => {
  const there = await tablesOf(tx)
  for (const name of keptTables)
    if (there.has(name) && !written.includes(name) && (await tx(name).first()))
      throw new Unusable(
        'This help desk is not empty: --replace puts the backup in place of all that is in it. Nothing was changed.',
      )
}

const removeTables = async (tx: Work) => {
  const there = await tablesOf(tx)
  const ours = [...Object.keys(decisions), migrationsTable, `${migrationsTable}_lock`].filter(name =>
    there.has(name),
  )
  const cascade = tx.client.config.client === 'pg' ? 'CASCADE' : ''
  for (const name of ours.toReversed()) await tx.raw(`DROP TABLE ?? ${cascade}`, [name])
}

const migrate = (tx: Knex.Transaction, migrations: Migration[]) =>
  tx.migrate.latest({ migrationSource: sourceOf(migrations), tableName: migrationsTable })

const insert = async (tx: Work, { table, columns, rows }: Rows) => {
  const wanted = rows
    .map(row => Object.fromEntries(columns.map((name, at) => [name, row[at]])))
    .filter(row => isPutBack(table, row))
  if (wanted.length === 0) return
  await tx(table)
    .insert(wanted)
    .catch((error: unknown) => {
      throw doesNotFit(table, error)
    })
}

// PostgreSQL counts apart from what is in its tables
const countOn = async (tx: Work, engine: Alone['engine']) => {
  if (engine !== 'postgres') return
  const counted: { table_name: string; column_name: string }[] = await tx('information_schema.columns')
    .whereRaw("table_schema = current_schema() and column_default like 'nextval(%'")
    .whereIn('table_name', keptTables)
    .select('table_name', 'column_name')
  for (const { table_name: table, column_name: column } of counted)
    await tx.raw('SELECT setval(pg_get_serial_sequence(?, ?), coalesce(max(??), 0) + 1, false) FROM ??', [
      table,
      column,
      column,
      table,
    ])
}

type Standing = Awaited<ReturnType<typeof standingOf>>

/** What never goes down: the number of the newest list that was seen, and those that pages are remembered by. */
const remember = async (tx: Work, before: Standing, backedUp: Header['seen']) => {
  const seen = newer(before.seen, backedUp)
  if (seen) await tx('catalogue_state').where({ id: 1 }).update(seen)
  for (const { name, number } of before.revisions)
    await tx('revisions')
      .where({ name })
      .update({ number: number + 1 })
}

// under another trust the numbers begin anew: then what this machine has seen counts
const newer = (here: Header['seen'], backedUp: Header['seen']) =>
  here && backedUp && here.trust === backedUp.trust && backedUp.version > here.version
    ? backedUp
    : (here ?? backedUp)

const checkReferences = async (tx: Work, engine: Alone['engine']) => {
  if (engine !== 'sqlite') return
  const broken: { table: string }[] = await tx.raw('PRAGMA foreign_key_check')
  if (broken[0])
    throw new Unusable(`Rows of ${broken[0].table} name others that are not there. Nothing was changed.`)
}
