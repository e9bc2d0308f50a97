import { mkdirSync } from 'node:fs'
import { dirname } from 'node:path'
import knex, { type Knex } from 'knex'
import { takesAll } from '../immediate.ts'
import { present } from '../presence.ts'

/** A database with one connection of ours to it, and its tables left as they are. */
export interface Alone {
  knex: Knex
  engine: 'sqlite' | 'postgres'
  close: () => Promise<void>
}

/** Opens it without looking at its tables, which may be of another version, or none. */
export const openAlone = (url: string): Alone => {
  const engine = url.startsWith('sqlite:') ? 'sqlite' : 'postgres'
  const db = engine === 'sqlite' ? openSqlite(url.slice('sqlite:'.length)) : openPostgres(url)
  return { knex: db, engine, close: () => db.destroy() }
}

// the same one from the first statement to the last: a snapshot, and what a PRAGMA says, belong to it
const one = { min: 1, max: 1 }

// what goes wrong is thrown, and told once
const log = { warn() {}, error() {}, debug() {}, deprecate() {} }

const openSqlite = (file: string) => {
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 })
  const connection = { filename: file }
  return takesAll(
    knex({ client: 'sqlite3', connection, useNullAsDefault: true, compileSqlOnError: false, pool: one, log }),
  )
}

const openPostgres = (url: string) =>
  knex({
    client: 'pg',
    connection: url,
    compileSqlOnError: false,
    pool: { ...one, afterCreate: present },
    log,
  })
