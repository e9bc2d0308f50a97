import { constants, copyFileSync, existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'

type Open<M> = (url: string, migrations: M[]) => Promise<{ close: () => Promise<void> }>

const templates = new Map<unknown, Promise<string>>()

/**
 * Puts an SQLite database with all tables and no rows where none is yet; PostgreSQL is left alone. Thousands of help
 * desks begin in the tests, and the same migrations would take each of them a third of its start.
 */
export const migrated = async <M>(url: string, open: Open<M>, migrations: M[]) => {
  const file = /^sqlite:(.+)$/.exec(url)?.[1]
  if (!file || existsSync(file)) return
  const template = templates.get(migrations) ?? made(open, migrations)
  templates.set(migrations, template)
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 })
  copyFileSync(await template, file, constants.COPYFILE_EXCL)
}

const made = async <M>(open: Open<M>, migrations: M[]) => {
  const folder = mkdtempSync(join(tmpdir(), 'souk-template-'))
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }))
  const file = join(folder, 'template.db')
  const database = await open(`sqlite:${file}`, migrations)
  await database.close()
  return file
}
