import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe } from 'mocha'
import { type Database, type Migration, openDb } from '../../db/index.ts'
import { migrated } from './migrated.ts'
import { createDatabase, dropDatabase, postgres } from './postgres.ts'

export type FreshUrl = () => Promise<string>
export type FreshDatabase = (migrations: Migration[]) => Promise<Database>

/** Runs the tests once on each engine. `url()` answers with the address of a new, empty database, gone after the block. */
export const eachDatabaseUrl = (tests: (name: string, url: FreshUrl) => void) => {
  describe('on SQLite', () => {
    const folder = mkdtempSync(join(tmpdir(), 'souk-sqlite-'))
    let count = 0
    tests('SQLite', () => Promise.resolve(`sqlite:${join(folder, `${++count}.db`)}`))
    after(() => rmSync(folder, { recursive: true, force: true }))
  })

  describe('on PostgreSQL', () => {
    const urls: string[] = []
    before('a PostgreSQL server runs', async function () {
      this.timeout(60_000)
      await postgres()
    })
    tests('PostgreSQL', async () => {
      const url = await createDatabase()
      urls.push(url)
      return url
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
      const fresh = await url()
      await migrated(fresh, openDb, migrations)
      const database = await openDb(fresh, migrations)
      opened.push(database)
      return database
    })
    after(async () => {
      for (const database of opened) await database.close()
    })
  })
