import type { Knex } from 'knex'
import type { Work } from './index.ts'

/** A record as its table hands it out: bigint comes as text from PostgreSQL, a truth as a number from SQLite. */
export type Row<T> = { [Field in keyof T]: Stored<T[Field]> }
type Stored<V> = V extends boolean
  ? boolean | number
  : V extends number
    ? number | string
    : V extends object
      ? string
      : V

/** How a record's fields are called in its table, and how a row becomes one. */
export interface Shape<T> {
  name: string
  columns: Record<keyof T & string, string>
  read: (row: Row<T>) => T
}

/** Reads and writes records of one shape; `more` are columns that no record has. */
export const tableIn = <T extends object>(work: Work, { name, columns, read }: Shape<T>) => {
  const names: Record<string, string> = columns
  const written = (record: Partial<T>) =>
    Object.fromEntries(Object.entries(record).map(([field, value]) => [names[field] ?? field, value]))
  const list = async (narrow: (rows: Knex.QueryBuilder) => Knex.QueryBuilder): Promise<T[]> => {
    const rows: Row<T>[] = await narrow(work(name).select(columns))
    return rows.map(read)
  }
  return {
    list,
    async first(narrow: (rows: Knex.QueryBuilder) => Knex.QueryBuilder): Promise<T | undefined> {
      const [row] = await list(rows => narrow(rows).limit(1))
      return row
    },
    async add(record: Partial<T>, more: object = {}) {
      await work(name).insert({ ...written(record), ...more })
    },
    async put(id: string, record: Partial<T>, more: object = {}) {
      await work(name)
        .where({ id })
        .update({ ...written(record), ...more })
    },
  }
}

export const numberOrNull = (value: number | string | null) => (value === null ? null : Number(value))
