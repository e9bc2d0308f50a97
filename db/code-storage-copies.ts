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

/** Makes one copy what another one is, and remembers of which state of it. */
export const copyShelf = async (tx: Work, from: Shelf, to: Shelf) => {
  // nobody writes meanwhile: whoever does looks at this row first
  await tx('installations').where({ addon: from.addon }).forUpdate().first()
  await tx('addon_storage').where(where(to)).delete()
  const rows = tx('addon_storage')
    .where(where(from))
    .select('addon', tx.raw('? as generation', [to.generation]), 'key', 'value', 'bytes')
  await tx(tx.raw('addon_storage (addon, generation, key, value, bytes)')).insert(rows)
  const copied = (await revisionOf(tx, from))?.number ?? 0
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
