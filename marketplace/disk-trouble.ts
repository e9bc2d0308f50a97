import { Failed } from './failures.ts'

/** What is wrong with a disk, in one word for a status or a message. */
export type DiskTrouble = 'full' | 'read-only' | 'failing'

/** What a file system, SQLite or PostgreSQL says of its disk, however deep it lies; undefined for anything else. */
export const diskTroubleOf = (error: unknown): DiskTrouble | undefined => {
  if (!(error instanceof Error)) return undefined
  const code = 'code' in error ? String(error.code) : ''
  const found = codes.find(([pattern]) => pattern.test(code))?.[1]
  if (found) return found
  return (error instanceof Failed ? named[error.failure.code] : undefined) ?? diskTroubleOf(error.cause)
}

/** One sentence for the terminal: what is wrong, and the next step. */
export const diskSentence = (trouble: DiskTrouble) => sentences[trouble]

// PostgreSQL "Error Codes": disk_full, io_error
const codes: [RegExp, DiskTrouble][] = [
  [/^(ENOSPC|EDQUOT|SQLITE_FULL|53100)$/, 'full'],
  [/^(EROFS|SQLITE_READONLY\w*)$/, 'read-only'],
  [/^(EIO|SQLITE_IOERR\w*|58030)$/, 'failing'],
]

// what the panel's own folders call it
const named: Record<string, DiskTrouble | undefined> = {
  'disk-full': 'full',
  'disk-read-only': 'read-only',
  'disk-trouble': 'failing',
}

const sentences: Record<DiskTrouble, string> = {
  full: 'The disk is full, so this could not be stored: make room, then try again.',
  'read-only': 'The disk takes no writes, so this could not be stored: make it writable, then try again.',
  failing:
    'The disk reports errors, so nobody knows whether this was stored: have the disk checked, then look.',
}
