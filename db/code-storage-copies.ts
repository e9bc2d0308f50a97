import type { Shelf } from '../marketplace/code/storage.ts'
import type { Work } from './index.ts'

interface Revision {
  addon: string
  generation: number
  number: number
  copied: number | null
}

const where = ({ addon, generation }: Shelf) => ({ addon, generation })
const revisions = (work: Work) => work<Revision>('addon_storage_revisions')
const revisionOf = async (work: Work, shelf: Shelf) => revisions(work).where(where(shelf)).first()

/** Counts a change of one copy of what an add-on keeps. */
export const touch = async (tx: Work, shelf: Shelf) => {
  const changed = await revisions(tx).where(where(shelf)).increment('number', 1)
  if (changed === 0) await revisions(tx).insert({ ...where(shelf), number: 1, copied: null })
}

type Atomically = <T>(work: (tx: Work) => Promise<T>) => Promise<T>

const triesInPieces = 3

/**
 * Makes one copy what another one is, and remembers of which state of it. Done piece by piece, so that nobody who wants to
 * write waits for long; only where the add-on never stops writing, all at once.
 */
export const copyShelf = async (atomically: Atomically, from: Shelf, to: Shelf) => {
  for (let tries = triesInPieces; tries > 0; tries--) if (await copyInPieces(atomically, from, to)) return
  await atomically(async tx => {
    await stopWriters(tx, from)
    const number = await begin(tx, from, to)
    await insert(tx, from, to)
    await remember(tx, to, number)
  })
}

/** False if it was changed meanwhile: then the copy is a mixture. */
const copyInPieces = async (atomically: Atomically, from: Shelf, to: Shelf) => {
  const number = await atomically(tx => begin(tx, from, to))
  for (let last: string | undefined = ''; last !== undefined; ) {
    const after: string = last
    last = await atomically(tx => copyPiece(tx, from, to, after))
  }
  return atomically(async tx => {
    await stopWriters(tx, from)
    if (((await revisionOf(tx, from))?.number ?? 0) !== number) return false
    await remember(tx, to, number)
    return true
  })
}

// whoever writes looks at this row first
const stopWriters = (tx: Work, { addon }: Shelf) => tx('installations').where({ addon }).forUpdate().first()

const begin = async (tx: Work, from: Shelf, to: Shelf) => {
  await tx('addon_storage').where(where(to)).delete()
  await remember(tx, to, null)
  return (await revisionOf(tx, from))?.number ?? 0
}

const rowsAtOnce = 20

/** Answers with the last key of the piece; undefined when there is none left. */
const copyPiece = async (tx: Work, from: Shelf, to: Shelf, after: string) => {
  const rows: { key: string }[] = await tx('addon_storage')
    .where(where(from))
    .where('key', '>', after)
    .orderBy('key')
    .limit(rowsAtOnce)
    .select('key')
  const keys = rows.map(({ key }) => key)
  if (keys.length > 0) await insert(tx, from, to, keys)
  return keys.at(-1)
}

const insert = async (tx: Work, from: Shelf, to: Shelf, keys?: string[]) => {
  const rows = tx('addon_storage')
    .where(where(from))
    .select('addon', tx.raw('? as generation', [to.generation]), 'key', 'value', 'bytes')
  if (keys) rows.whereIn('key', keys)
  await tx(tx.raw('addon_storage (addon, generation, key, value, bytes)')).insert(rows)
}

const remember = async (tx: Work, to: Shelf, copied: number | null) => {
  await revisions(tx)
    .insert({ ...where(to), number: 0, copied })
    .onConflict(['addon', 'generation'])
    .merge()
}

/** Was the one changed since the other was made of it? */
export const isStale = async (work: Work, from: Shelf, to: Shelf) => {
  const copied = (await revisionOf(work, to))?.copied ?? null
  return copied === null || copied !== ((await revisionOf(work, from))?.number ?? 0)
}

/** Removes every copy but those. */
export const keepCopies = async (tx: Work, addon: string, generations: readonly number[]) => {
  for (const table of ['addon_storage', 'addon_storage_revisions'])
    await tx(table)
      .where({ addon })
      .whereNotIn('generation', [...generations])
      .delete()
}

/** What stays when an add-on goes is found by the next installation, which begins to count anew. */
export const numberAnew = async (tx: Work, shelf: Shelf) => {
  await keepCopies(tx, shelf.addon, [shelf.generation])
  await tx('addon_storage_revisions').where({ addon: shelf.addon }).delete()
  await tx('addon_storage').where(where(shelf)).update({ generation: 1 })
}
