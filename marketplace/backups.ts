import { z } from 'zod'

/** The version of the form of backups; a reader knows all up to its own. */
export const format = 1

export const header = z.object({
  souk: z.literal('backup'),
  format: z.int().min(1).max(format),
  /** of Souk */
  version: z.string().max(60),
  engine: z.enum(['sqlite', 'postgres']),
  madeAt: z.iso.datetime(),
  publicUrl: z.string().max(2_000),
  /** the tables are as these left them */
  migrations: z.array(z.string().max(60)).min(1).max(1_000),
  /** the newest list of the catalogue that was seen: an older one is not taken after a restore either */
  seen: z.object({ trust: z.string().max(64), version: z.int() }).nullable(),
})
export type Header = z.infer<typeof header>

export const value = z.union([z.string(), z.number(), z.boolean(), z.null()])
export type Value = z.infer<typeof value>

/** Some rows of one table; each row has a value for each column. */
export interface Rows {
  table: string
  columns: string[]
  rows: Value[][]
}

/** What a backup holds: how many rows of each table, and the SHA-256 of all of it. */
export const contents = z.object({
  tables: z.record(z.string(), z.int()),
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
})
export type Contents = z.infer<typeof contents>

/** The database at one moment, whatever is written meanwhile. */
export interface Snapshot {
  engine: Header['engine']
  migrations: string[]
  seen: Header['seen']
  tables: { name: string; columns: string[] }[]
  rows(table: string): AsyncIterable<Value[][]>
}

/** Why a file can't be restored; the message is one sentence for the person at the terminal. */
export class Unusable extends Error {}

/** Why a file that is something else is refused. */
export const notOurs = () => new Unusable('It is not a backup of Souk.')
/** Why a backup that has changed since it was made is refused; `what`: where that shows. */
export const damaged = (what: string) => new Unusable(`The backup is damaged (${what}): use another one.`)
