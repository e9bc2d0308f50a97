import { type Header, Unusable } from '../../marketplace/backups.ts'
import type { Migration, Work } from '../index.ts'
import type { Alone } from './opening.ts'
import { migrationsOf, seenIn } from './standing.ts'
import { keptTables } from './tables.ts'

/** What of the database that is replaced counts on. */
export const standingOf = async (tx: Work, known: Migration[]) => {
  const names = await migrationsOf(tx)
  if (names.some(name => !known.some(one => one.name === name)))
    throw new Unusable(
      'The database is of a newer Souk than this one: update Souk first. Nothing was changed.',
    )
  const revisions: { name: string; number: number }[] = names.length > 0 ? await tx('revisions') : []
  return { seen: await seenIn(tx), revisions }
}

/** New rows get the next numbers: PostgreSQL counts apart from what is in its tables. */
export const countOn = async (tx: Work, engine: Alone['engine']) => {
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
export const remember = async (tx: Work, before: Standing, backedUp: Header['seen']) => {
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

/** Foreign keys are not looked at while tables are put in place. */
export const checkReferences = async (tx: Work, engine: Alone['engine']) => {
  if (engine !== 'sqlite') return
  const broken: { table: string }[] = await tx.raw('PRAGMA foreign_key_check')
  if (broken[0])
    throw new Unusable(`Rows of ${broken[0].table} name others that are not there. Nothing was changed.`)
}
