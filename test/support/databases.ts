import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe } from 'mocha'
import { type Database, type Migration, openDb } from '../../db/index.ts'
import { migrated } from './migrated.ts'
import { createDatabase, dropDatabase, postgres } from './postgres.ts'

export type FreshUrl = (migrations?: Migration[]) => Promise<string>
export type FreshDatabase = (migrations: Migration[]) => Promise<Database>

/**
 * Runs the tests once on each engine. `url()` answers with the address of a new database, gone after the block: an empty one,
 * or with the tables of these migrations.
 */
export const eachDatabaseUrl = (tests: (name: string, url: FreshUrl) => void) => {
  describe('on SQLite', () => {
    const folder = mkdtempSync(join(tmpdir(), 'souk-sqlite-'))
    let count = 0
    tests('SQLite', async migrations => {
      const url = `sqlite:${join(folder, `${++count}.db`)}`
      if (migrations) await migrated(url, openDb, migrations)
      return url
    })
    after(() => rmSync(folder, { recursive: true, force: true }))
  })

  describe('on PostgreSQL', () => {
    const urls: string[] = []
    before('a PostgreSQL server runs', async function () {
      this.timeout(60_000)
      await postgres()
    })
    const add = async (template?: string) => {
      const url = await createDatabase(template)
      urls.push(url)
      return url
    }
    const templates = new Map<Migration[], Promise<string>>()
    const templateOf = async (migrations: Migration[]) => {
      const url = await add()
      await (await openDb(url, migrations)).close()
      return new URL(url).pathname.slice(1)
    }
    tests('PostgreSQL', async migrations => {
      if (!migrations) return add()
      const template = templates.get(migrations) ?? templateOf(migrations)
      templates.set(migrations, template)
      return add(await template)
    })
    after(async () => {
      for (const url of urls) await dropDatabase(url)
    })
  })
}

/** The same with the database opened and migrated; closed after the block, or before by whoever likes. */
export const eachDatabase = (tests: (name: string, open: FreshDatabase) => void) =>
  eachDatabaseUrl((name, url) => {
    const opened: Database[] = []
    tests(name, async migrations => {
      const database = await openDb(await url(migrations), migrations)
      opened.push(database)
      return database
    })
    after(async () => {
      for (const database of opened) await database.close()
    })
  })
