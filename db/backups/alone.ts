import type { Knex } from 'knex'
import { presence } from '../presence.ts'
import type { Alone } from './opening.ts'
import { firstError, inUse, isBusy } from './troubles.ts'

/** Works in one transaction while nobody else uses the database; refuses if somebody does. */
export const alone = async <T>(db: Alone, work: (tx: Knex.Transaction) => Promise<T>): Promise<T> =>
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
    return await firstError<T, Knex.Transaction>(running => db.transaction(running), whileAlone(work))
  } catch (error) {
    throw isBusy(error) ? inUse() : error
  }
}

// somebody may have come between the two steps, and gone back to WAL mode
const whileAlone =
  <T>(work: (tx: Knex.Transaction) => Promise<T>) =>
  async (tx: Knex.Transaction) => {
    const [mode]: { journal_mode: string }[] = await tx.raw('PRAGMA journal_mode')
    if (mode?.journal_mode !== 'delete') throw inUse()
    return work(tx)
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
