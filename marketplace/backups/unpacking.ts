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
const beginning = z.object({
  table: z.string().max(60),
  columns: z.array(z.string().max(60)).min(1).max(200),
})
const values = z.array(value)
const end = z.object({ end: contents })
const atOnce = 100

/** What a reader finds, one after the other: the header, rows of the tables it knows, and at last what all came to. */
export type Piece =
  | { kind: 'header'; header: Header }
  | { kind: 'rows'; rows: Rows }
  | { kind: 'end'; contents: Contents }

/** Reads the lines of a backup and checks them; throws Unusable with the reason. Nothing counts before its end has come. */
export const unpacked = async function* (lines: AsyncIterable<string>): AsyncGenerator<Piece> {
  const reading = reader()
  for await (const line of lines) yield* reading.take(line)
  yield { kind: 'end', contents: reading.end() }
}

const reader = () => {
  const hash = createHash('sha256')
  const tables: Record<string, number> = {}
  let head: Header | undefined
  let current: Rows | undefined
  let found: Contents | undefined

  const begin = function* (content: unknown): Generator<Piece> {
    head = headerIn(content)
    yield { kind: 'header', header: head }
  }

  const row = function* (content: unknown[]): Generator<Piece> {
    if (!current) throw damaged('a row without a table')
    current.rows.push(rowIn(content, current))
    tables[current.table] = (tables[current.table] ?? 0) + 1
    if (current.rows.length >= atOnce) yield* handOn()
  }

  const handOn = function* (): Generator<Piece> {
    if (!current || current.rows.length === 0) return
    yield { kind: 'rows', rows: current }
    current = { ...current, rows: [] }
  }

  const table = function* (content: unknown): Generator<Piece> {
    yield* handOn()
    current = { ...tableIn(content, tables), rows: [] }
    tables[current.table] = 0
  }

  return {
    *take(line: string): Generator<Piece> {
      if (found) throw damaged('something follows its end')
      const content = parsed(line, !head)
      const ending = end.safeParse(content)
      if (head && ending.success) {
        found = ending.data.end
        return yield* handOn()
      }
      hash.update(`${line}\n`)
      yield* head ? (Array.isArray(content) ? row(content) : table(content)) : begin(content)
    },
    end() {
      if (!head) throw notOurs()
      if (!found) throw damaged('it is cut off')
      if (hash.digest('hex') !== found.sha256) throw damaged('its check sum does not fit')
      if (!isSame(tables, found.tables)) throw damaged('rows are missing')
      return found
    },
  }
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
  const read = beginning.safeParse(content)
  if (!read.success) throw damaged('a line that is neither table nor row')
  if (Object.hasOwn(seen, read.data.table)) throw damaged('a table comes twice')
  return read.data
}

const rowIn = (content: unknown, { columns, table: name }: Rows) => {
  const read = values.safeParse(content)
  if (!read.success || read.data.length !== columns.length) throw damaged(`a row of ${name}`)
  return read.data
}

const isSame = (one: Record<string, number>, other: Record<string, number>) =>
  Object.keys(one).length === Object.keys(other).length &&
  Object.entries(one).every(([name, count]) => other[name] === count)
