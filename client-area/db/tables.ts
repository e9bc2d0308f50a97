import type { Knex } from 'knex'
import type { Work } from './index.ts'

/** How a record's fields are called in its table, and what must be done to a row that was read. */
export interface Shape<T> {
  name: string
  columns: Record<keyof T & string, string>
  read: (row: T) => T
}

/** Reads and writes records of one shape; `more` are columns that no record has. */
export const tableIn = <T extends object>(work: Work, { name, columns, read }: Shape<T>) => {
  const names: Record<string, string> = columns
  const written = (record: Partial<T>) =>
    Object.fromEntries(Object.entries(record).map(([field, value]) => [names[field] ?? field, value]))
  const list = async (narrow: (rows: Knex.QueryBuilder) => Knex.QueryBuilder): Promise<T[]> => {
    const rows: T[] = await narrow(work(name).select(columns))
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

/** PostgreSQL hands out bigint as text. */
export const numberOrNull = (value: number | string | null) => (value === null ? null : Number(value))
