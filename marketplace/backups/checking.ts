import { z } from 'zod'
import {
  type Contents,
  contents,
  damaged,
  format,
  type Header,
  header,
  notOurs,
  type Rows,
  Unusable,
  value,
} from '../backups.ts'

const maker = z.looseObject({ souk: z.literal('backup'), format: z.int(), version: z.string() })
const beginning = z.object({
  table: z.string().max(60),
  columns: z.array(z.string().max(60)).min(1).max(200),
})
const values = z.array(value)
const end = z.object({ end: contents })

/** What a line says. */
export const contentIn = (line: string, isFirst: boolean): unknown => {
  try {
    return JSON.parse(line)
  } catch {
    throw isFirst ? notOurs() : damaged('a line can’t be read')
  }
}

/** The first line; a newer form of backups is named by what made it. */
export const headerIn = (content: unknown): Header => {
  const made = maker.safeParse(content)
  if (!made.success) throw notOurs()
  if (made.data.format > format) throw newer(made.data.version)
  const read = header.safeParse(content)
  if (!read.success) throw damaged(`its first line, at ${read.error.issues[0]?.path.join('.')}`)
  return read.data
}

const newer = (version: string) =>
  new Unusable(
    `The backup was made by Souk ${version.slice(0, 60)}, which is newer than this one: update Souk first.`,
  )

/** Refuses a backup whose tables this version does not know: those it knows must begin with those of the backup. */
export const checkAge = ({ migrations, version }: Header, known: readonly string[]) => {
  if (migrations.some(name => !known.includes(name))) throw newer(version)
  if (migrations.some((name, at) => known[at] !== name)) throw damaged('its list of migrations')
}

/** The beginning of a table, each of which comes once. */
export const tableIn = (content: unknown, seen: Record<string, number>) => {
  const read = beginning.safeParse(content)
  if (!read.success) throw damaged('a line that is neither table nor row')
  if (Object.hasOwn(seen, read.data.table)) throw damaged('a table comes twice')
  return read.data
}

/** A row with a value for each column of its table. */
export const rowIn = (content: unknown, { columns, table: name }: Rows) => {
  const read = values.safeParse(content)
  if (!read.success || read.data.length !== columns.length) throw damaged(`a row of ${name}`)
  return read.data
}

/** The last line; undefined for any other. */
export const endIn = (content: unknown): Contents | undefined => end.safeParse(content).data?.end
