import { createHash } from 'node:crypto'
import { type Contents, format, type Header, type Snapshot } from '../backups.ts'

type Facts = Pick<Header, 'version' | 'madeAt' | 'publicUrl'>

/** A backup as lines of text: a header, each table with its rows, and at the end what all of it must come to. */
export const packed = (snapshot: Snapshot, facts: Facts) => {
  const hash = createHash('sha256')
  const tables: Record<string, number> = {}
  const line = (content: unknown) => `${JSON.stringify(content)}\n`

  const body = async function* () {
    const { engine, migrations, seen } = snapshot
    const head: Header = { souk: 'backup', format, ...facts, engine, migrations, seen }
    yield line(head)
    for (const { name: table, columns } of snapshot.tables) {
      tables[table] = 0
      yield line({ table, columns })
      for await (const rows of snapshot.rows(table)) {
        tables[table] += rows.length
        yield rows.map(line).join('')
      }
    }
  }

  let contents: Contents | undefined
  return {
    async *lines() {
      for await (const text of body()) {
        hash.update(text)
        yield text
      }
      contents = { tables, sha256: hash.digest('hex') }
      yield line({ end: contents })
    },
    /** once all lines were taken */
    contents() {
      if (!contents) throw new Error('The backup has not come to its end')
      return contents
    },
  }
}
