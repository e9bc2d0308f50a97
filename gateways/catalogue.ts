import type { z } from 'zod'
import { type CatalogueFile, groupIndex, leafIndex } from '../contracts/catalogue.ts'
import { sha256Of } from '../contracts/sha256.ts'
import type { SignedList } from '../marketplace/catalogue.ts'
import { NotRefreshed } from '../marketplace/errors.ts'
import { Failed } from '../marketplace/failures.ts'
import { type Pace, paceOf } from './catalogue/pace.ts'
import { trustIn } from './catalogue/trust.ts'
import { unstored } from './catalogue/unstored.ts'
import { update } from './catalogue/update.ts'
import type { Disk } from './disk.ts'
import { fetchBytes, OutOfReach } from './http.ts'

export interface Source {
  catalogueUrl: URL
  /** file with the first trusted root */
  catalogueRoot: string
  disk: Disk
  now: () => Date
  /** the panel is stopping */
  signal: AbortSignal
}

/** The most an index file may have: about a thousand times what a publisher makes. */
const ceiling = 16_000_000

/** The vendor's list, as far as signatures and hashes vouch for it. */
export const signedListAt = ({ catalogueUrl, catalogueRoot, disk, now, signal }: Source): SignedList => {
  const base = new URL(catalogueUrl.href.replace(/\/?$/, '/'))
  const trust = trustIn(disk, catalogueRoot)
  const pace = paceOf()
  return {
    newest: () =>
      namingDisk(() =>
        trust.during(async scratch => {
          pace.begin()
          try {
            return await update(base, scratch, { now, signal, pace })
          } finally {
            // also where it failed half way: each file in it was verified, and a newer root must not be forgotten
            await scratch.commit()
          }
        }),
      ),
    group: file => readIndex({ base, file, signal, pace }, groupIndex),
    leaf: file => readIndex({ base, file, signal, pace }, leafIndex),
  }
}

const namingDisk = async <T>(work: () => Promise<T>): Promise<T> => {
  try {
    return await work()
  } catch (error) {
    throw error instanceof Failed ? unstored(error) : error
  }
}

interface Wanted {
  base: URL
  file: CatalogueFile
  signal: AbortSignal
  pace: Pace
}

/** A file of the index: its bytes must be those that the file above names. */
const readIndex = async <T>(wanted: Wanted, schema: z.ZodType<T>): Promise<T> => {
  const read = schema.safeParse(parsed(await fetchTwice(wanted)))
  if (read.success) return read.data
  const [issue] = read.error.issues
  throw new NotRefreshed('unreadable', `${wanted.file.path}: ${issue?.path.join('.')}: ${issue?.message}`)
}

// Once more, since a host that is just being updated may answer with half of a file.
const fetchTwice = (wanted: Wanted) =>
  fetchChecked(wanted).catch((error: unknown) => {
    if (error instanceof NotRefreshed && error.reason !== 'unreadable') return fetchChecked(wanted)
    throw error
  })

const fetchChecked = async ({ base, file, signal, pace }: Wanted) => {
  const { path, length, sha256 } = file
  if (length > ceiling)
    throw new NotRefreshed('unreadable', `${path} has ${length} bytes, more than is read.`)
  const ask = { deadline: pace.deadline(), ceiling: length, signal }
  const { body } = await fetchBytes(new URL(`targets/${path}`, base), ask).catch((error: unknown) => {
    if (!(error instanceof OutOfReach) || error.reason === 'stopped') throw error
    // a whole reply that is longer than the signed file is another file, not a broken line
    if (error.reason === 'too-large') throw notSigned(path, error)
    throw new NotRefreshed('out-of-reach', `${path}: ${error.message}`, error)
  })
  pace.came(body.length)
  if (sha256Of(body) !== sha256) throw notSigned(path)
  return body
}

const notSigned = (path: string, cause?: unknown) =>
  new NotRefreshed('tampered', `${path} is not the file that was signed.`, cause)

const parsed = (bytes: Buffer): unknown => {
  try {
    return JSON.parse(bytes.toString('utf8'))
  } catch {
    return undefined
  }
}
