import type { Knex } from 'knex'
import { type Header, type Rows, Unusable } from '../../marketplace/backups.ts'
import { type Database, migrationsTable, type Migration, sourceOf, type Work } from '../index.ts'
import { alone } from './alone.ts'
import { checkReferences, countOn, remember, standingOf } from './counting-on.ts'
import { type Alone, openAlone } from './opening.ts'
import { tablesOf } from './standing.ts'
import { decisions, isPutBack, keptTables } from './tables.ts'
import { doesNotFit, inOurWords } from './troubles.ts'

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
