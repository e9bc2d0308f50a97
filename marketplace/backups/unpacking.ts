import { createHash } from 'node:crypto'
import { z } from 'zod'
import {
  type Contents,
  contents,
  damaged,
  format,
  type Header,
  header,
  notOurs,
  type Rows,
  Unusable,
  value,
} from '../backups.ts'

const maker = z.looseObject({ souk: z.literal('backup'), format: z.int(), version: z.string() })
const table = z.object({ table: z.string().max(60), columns: z.array(z.string().max(60)).min(1).max(200) })
const row = z.array(value)
const end = z.object({ end: contents })
const atOnce = 100

/** What a reader finds, one after the other: the header, rows of the tables it knows, and at last what all came to. */
export type Piece =
  | { kind: 'header'; header: Header }
  | { kind: 'rows'; rows: Rows }
  | { kind: 'end'; contents: Contents }

/** Reads the lines of a backup and checks them; throws Unusable with the reason. Nothing counts before its end has come. */
export const unpacked = async function* (lines: AsyncIterable<string>): AsyncGenerator<Piece> {
  const hash = createHash('sha256')
  const tables: Record<string, number> = {}
  let current: Rows | undefined
  let found: Contents | undefined
  let isFirst = true

  for await (const line of lines) {
    if (found) throw damaged('something follows its end')
    const content = parsed(line, isFirst)
    if (isFirst) {
      isFirst = false
      hash.update(`${line}\n`)
      yield { kind: 'header', header: headerIn(content) }
      continue
    }
    const ending = end.safeParse(content)
    if (ending.success) {
      if (current?.rows.length) yield { kind: 'rows', rows: current }
      found = ending.data.end
      continue
    }
    hash.update(`${line}\n`)
    if (Array.isArray(content)) {
      if (!current) throw damaged('a row without a table')
      current.rows.push(rowIn(content, current))
      tables[current.table] = (tables[current.table] ?? 0) + 1
      if (current.rows.length < atOnce) continue
      yield { kind: 'rows', rows: current }
      current = { ...current, rows: [] }
      continue
    }
    if (current?.rows.length) yield { kind: 'rows', rows: current }
    current = { ...tableIn(content, tables), rows: [] }
    tables[current.table] = 0
  }
  if (isFirst) throw notOurs()
  if (!found) throw damaged('it is cut off')
  if (hash.digest('hex') !== found.sha256) throw damaged('its check sum does not fit')
  if (!isSame(tables, found.tables)) throw damaged('rows are missing')
  yield { kind: 'end', contents: found }
}

const parsed = (line: string, isFirst: boolean): unknown => {
  try {
    return JSON.parse(line)
  } catch {
    throw isFirst ? notOurs() : damaged('a line can’t be read')
  }
}

const headerIn = (content: unknown): Header => {
  const made = maker.safeParse(content)
  if (!made.success) throw notOurs()
  if (made.data.format > format) throw newer(made.data.version)
  const read = header.safeParse(content)
  if (!read.success) throw damaged(`its first line, at ${read.error.issues[0]?.path.join('.')}`)
  return read.data
}

const newer = (version: string) =>
  new Unusable(
    `The backup was made by Souk ${version.slice(0, 60)}, which is newer than this one: update Souk first.`,
  )

/** Refuses a backup whose tables this version does not know: those it knows must begin with those of the backup. */
export const checkAge = ({ migrations, version }: Header, known: readonly string[]) => {
  if (migrations.some(name => !known.includes(name))) throw newer(version)
  if (migrations.some((name, at) => known[at] !== name)) throw damaged('its list of migrations')
}

const tableIn = (content: unknown, seen: Record<string, number>) => {
  const read = table.safeParse(content)
  if (!read.success) throw damaged('a line that is neither table nor row')
  if (Object.hasOwn(seen, read.data.table)) throw damaged('a table comes twice')
  return read.data
}

const rowIn = (content: unknown, { columns, table: name }: Rows) => {
  const read = row.safeParse(content)
  if (!read.success || read.data.length !== columns.length) throw damaged(`a row of ${name}`)
  return read.data
}

const isSame = (one: Record<string, number>, other: Record<string, number>) =>
  Object.keys(one).length === Object.keys(other).length &&
  Object.entries(one).every(([name, count]) => other[name] === count)
