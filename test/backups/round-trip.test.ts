import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'chai'
import type { Knex } from 'knex'
import { after, before, describe, it } from 'mocha'
import { snapshotOf } from '../../db/backups/reading.ts'
import { restoreInto } from '../../db/backups/restoring.ts'
import { tablesOf } from '../../db/backups/standing.ts'
import { decisions, keptTables } from '../../db/backups/tables.ts'
import { type Database, openDb } from '../../db/index.ts'
import { migrations } from '../../db/migrations/index.ts'
import { writeNew } from '../../gateways/backups.ts'
import { openBackup } from '../../gateways/backups/reading.ts'
import type { Header, Rows } from '../../marketplace/backups.ts'
import { packed } from '../../marketplace/backups/packing.ts'
import { unpacked } from '../../marketplace/backups/unpacking.ts'
import { eachDatabaseUrl } from '../support/databases.ts'
import { createDatabase, dropDatabase } from '../support/postgres.ts'

const facts = { version: '0.2.0', madeAt: '2026-11-22T08:00:00.000Z', publicUrl: 'https://desk.example' }

const backUp = (url: string, file: string) =>
  snapshotOf(url, migrations, async snapshot => {
    const backup = packed(snapshot, facts)
    await writeNew(file, backup.lines())
    return backup.contents()
  })

const restore = async (url: string, file: string) => {
  const backup = await openBackup(file)
  const header = await headerIn(backup.lines())
  const rows = () => rowsIn(backup.lines())
  await restoreInto(url, migrations, { header, rows, replace: false, settle: () => Promise.resolve() })
  await backup.close()
}

const headerIn = async (lines: AsyncIterable<string>): Promise<Header> => {
  for await (const piece of unpacked(lines)) if (piece.kind === 'header') return piece.header
  throw new Error('no header')
}

const rowsIn = async function* (lines: AsyncIterable<string>): AsyncGenerator<Rows> {
  for await (const piece of unpacked(lines)) if (piece.kind === 'rows') yield piece.rows
}

/** Two rows in each table that is kept: one with all its columns, one with as few as it may have. */
const fill = async ({ knex, engine }: Database) => {
  for (const table of keptTables) {
    const columns = await knex(table).columnInfo()
    // SQLite says that the parts of a key may be null
    const keys: string[] =
      engine === 'sqlite' ? await knex.raw('PRAGMA table_info(??)', [table]).then(keysAmong) : []
    const row = (n: number, isWhole: boolean) =>
      Object.fromEntries(
        Object.entries(columns).map(([name, column]) => [
          name,
          column.nullable && !isWhole && !keys.includes(name) ? null : valueOf(name, column, n),
        ]),
      )
    await knex(table).insert(row(1, true))
    await knex(table).insert(row(2, false))
  }
}

const keysAmong = (columns: { name: string; pk: number }[]) =>
  columns.filter(({ pk }) => pk > 0).map(({ name }) => name)

const valueOf = (name: string, { type, maxLength }: Knex.ColumnInfo, n: number) => {
  if (type === 'boolean') return n === 1
  if (type === 'bigint') return 9_007_199_254_740_000 + n
  if (type === 'integer') return 40 + n
  // short ones name other rows; a long one may hold anything
  return type === 'text' ? `${name} ${n}: “ä😀”\n\\ " {\u2028}` : `k${n}`.slice(0, maxLength ?? 9)
}

describe('What a backup keeps', () => {
  eachDatabaseUrl((_, url) => {
    it('has been decided for every table there is, with a reason for each that is left out', async () => {
      const db = await openDb(await url(), migrations)
      const bookkeeping = /^(souk_migrations|sqlite_|catalogue_words_)/
      const there = [...(await tablesOf(db.knex))].filter(name => !bookkeeping.test(name))
      await db.close()
      expect(there.toSorted()).to.deep.equal(Object.keys(decisions).toSorted())
      for (const [table, decision] of Object.entries(decisions))
        if (!decision.kept) expect(decision.because, table).to.match(/^\w.{10,}/)
    })
  })
})

describe('A backup of either engine', function () {
  this.timeout(60_000)
  const folder = mkdtempSync(join(tmpdir(), 'souk-backups-'))
  const urls: string[] = []
  const fresh = async (engine: string) => {
    if (engine === 'sqlite') return `sqlite:${join(folder, `${urls.push('') - 1}.db`)}`
    const url = await createDatabase()
    urls.push(url)
    return url
  }
  before(async () => void (await fresh('postgres')))
  after(async () => {
    for (const url of urls) if (url !== '') await dropDatabase(url)
    rmSync(folder, { recursive: true, force: true })
  })

  for (const [from, to] of [
    ['sqlite', 'sqlite'],
    ['sqlite', 'postgres'],
    ['postgres', 'sqlite'],
    ['postgres', 'postgres'],
  ] as const)
    it(`of ${from} is the same after it was restored on ${to}, value by value, and numbers go on`, async () => {
      const [first, second] = [await fresh(from), await fresh(to)]
      const filled = await openDb(first, migrations)
      await fill(filled)
      await filled.close()
      const [one, other] = [join(folder, `${from}-${to}-1.gz`), join(folder, `${from}-${to}-2.gz`)]
      const made = await backUp(first, one)
      await restore(second, one)
      const again = await backUp(second, other)

      expect(again.tables).to.deep.equal({ ...made.tables, panel_settings: 2 })
      expect(Object.values(again.tables).every(count => count === 2)).to.equal(true)
      expect(await linesIn(other)).to.deep.equal(await linesIn(one))
      expect(statSync(one).mode & 0o777).to.equal(0o600)

      const restored = await openDb(second, migrations)
      const line = { at: 'now', operator: 'Ada', act: 'x', result: 'done' }
      const [{ id } = { id: 0 }] = await restored.knex('activity').insert(line).returning('id')
      expect(id).to.equal(43)
      await restored.close()
    })
})

/** all but what names the engine and what is summed up from it */
const linesIn = async (file: string) => {
  const backup = await openBackup(file)
  const lines: string[] = []
  for await (const line of backup.lines()) lines.push(line)
  await backup.close()
  const columns = (line: string) => {
    const content = JSON.parse(line)
    return content.table ? { ...content, columns: content.columns.toSorted() } : content
  }
  return lines.slice(1, -1).map(columns)
}
