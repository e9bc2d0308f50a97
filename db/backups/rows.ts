import type { Value } from '../../marketplace/backups.ts'
import type { Alone } from './opening.ts'
import type { Work } from '../index.ts'

const atOnce = 100

/** The rows of a table in pieces, as values that mean the same on every engine; never all of them in memory. */
export const rowsIn = async function* (
  work: Work,
  engine: Alone['engine'],
  table: string,
  columns: Record<string, string>,
): AsyncGenerator<Value[][]> {
  const pieces = engine === 'sqlite' ? byRowid(work, table) : byCursor(work, table)
  for await (const rows of pieces)
    yield rows.map(row => Object.entries(columns).map(([name, type]) => valueOf(row[name], type, table)))
}

type Row = Record<string, unknown>

const byRowid = async function* (work: Work, table: string): AsyncGenerator<Row[]> {
  for (let after = -1; ; ) {
    const rows: Row[] = await work(table)
      .select('*', work.raw('rowid as souk_rowid'))
      .whereRaw('rowid > ?', [after])
      .orderBy('souk_rowid')
      .limit(atOnce)
    if (rows.length > 0) yield rows
    if (rows.length < atOnce) return
    after = Number(rows.at(-1)?.['souk_rowid'])
  }
}

const byCursor = async function* (work: Work, table: string): AsyncGenerator<Row[]> {
  await work.raw('DECLARE souk_backup NO SCROLL CURSOR FOR SELECT * FROM ??', [table])
  for (;;) {
    const { rows }: { rows: Row[] } = await work.raw(`FETCH FORWARD ${atOnce} FROM souk_backup`)
    if (rows.length > 0) yield rows
    if (rows.length < atOnce) break
  }
  await work.raw('CLOSE souk_backup')
}

// SQLite keeps truth as 0 and 1; PostgreSQL says large numbers as text
const valueOf = (found: unknown, type: string, table: string): Value => {
  if (found === null || found === undefined) return null
  if (type === 'boolean') return Boolean(found)
  if (type === 'bigint') return wholeNumber(found, table)
  if (typeof found === 'string' || typeof found === 'number') return found
  throw new Error(`A value of ${table} is of a kind that a backup does not know`)
}

const wholeNumber = (found: unknown, table: string) => {
  const number = Number(found)
  if (!Number.isSafeInteger(number)) throw new Error(`A number of ${table} is too large for a backup`)
  return number
}
