import { Unusable } from '../../marketplace/backups.ts'

const unchanged = 'Nothing was changed.'

/** Why nothing is restored beside others who use the database. */
export const inUse = () =>
  new Unusable(
    `The database is in use: stop the panel, and every other souk command, then restore again. ${unchanged}`,
  )

/** Has somebody else locked the file of the database? */
export const isBusy = (error: unknown) => codeOf(error) === 'SQLITE_BUSY'

const codeOf = (error: unknown) => (error instanceof Error && 'code' in error ? String(error.code) : '')

// codes of SQLite, and of PostgreSQL ("Error Codes", classes 08, 28, 3D, 53)
const words: [RegExp, string][] = [
  [/^(SQLITE_FULL|53100)$/, 'The disk of the database is full.'],
  [
    /^SQLITE_(NOTADB|CORRUPT)/,
    'The database file is damaged: move it away, with those beside it whose names begin as its own, and try again.',
  ],
  [/^SQLITE_(READONLY|CANTOPEN|PERM|IOERR)/, 'This user can’t read and write the database file.'],
  [
    /^(ECONNREFUSED|ENOTFOUND|ETIMEDOUT|08\w+|28\w+|3D000)$/,
    'The database can’t be reached: check DATABASE_URL.',
  ],
]

/** One sentence for what a database answers, where there is one. */
export const inOurWords = (error: unknown) => {
  if (error instanceof Unusable) return error
  const found = words.find(([pattern]) => pattern.test(codeOf(error)))
  return found ? new Unusable(`${found[1]} ${unchanged}`, { cause: error }) : error
}

/** A row that this database does not take, as one that is too long for its column. */
export const doesNotFit = (table: string, error: unknown) => {
  const known = inOurWords(error)
  if (known instanceof Unusable) return known
  const why = error instanceof Error ? error.message.replace(/\s+/g, ' ').slice(0, 300) : String(error)
  return new Unusable(`The rows of ${table} don’t fit into this database (${why}). ${unchanged}`, {
    cause: error,
  })
}

/** The work's own error, where undoing it fails as well: SQLite undoes by itself what a full disk has stopped. */
export const firstError = async <T, Tx>(
  transaction: (work: (tx: Tx) => Promise<T>) => Promise<T>,
  work: (tx: Tx) => Promise<T>,
): Promise<T> => {
  let first: { error: unknown } | undefined
  try {
    return await transaction(async tx => {
      try {
        return await work(tx)
      } catch (error) {
        first = { error }
        throw error
      }
    })
  } catch (error) {
    throw first ? first.error : error
  }
}
