import { createHash } from 'node:crypto'
import { type Contents, damaged, type Header, notOurs, type Rows } from '../backups.ts'
import { contentIn, endIn, headerIn, rowIn, tableIn } from './checking.ts'

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
      const content = contentIn(line, !head)
      found = head && endIn(content)
      if (found) return yield* handOn()
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

const isSame = (one: Record<string, number>, other: Record<string, number>) =>
  Object.keys(one).length === Object.keys(other).length &&
  Object.entries(one).every(([name, count]) => other[name] === count)
