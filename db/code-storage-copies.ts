import type { Shelf } from '../marketplace/code/storage.ts'
import type { Work } from './index.ts'

const where = ({ addon, generation }: Shelf) => ({ addon, generation })
const revisions = (work: Work) => work<Shelf & { number: number }>('addon_storage_revisions')

/** Counts a change of one copy of what an add-on keeps. */
export const touch = async (tx: Work, shelf: Shelf) => {
  const changed = await revisions(tx).where(where(shelf)).increment('number', 1)
  if (changed === 0) await revisions(tx).insert({ ...where(shelf), number: 1 })
}

export const revisionOf = async (work: Work, shelf: Shelf) =>
  (await revisions(work).where(where(shelf)).first())?.number ?? 0

/** Makes one copy what another one is. */
export const copyShelf = async (tx: Work, from: Shelf, to: Shelf) => {
  await tx('addon_storage').where(where(to)).delete()
  const rows = tx('addon_storage')
    .where(where(from))
    .select('addon', tx.raw('? as generation', [to.generation]), 'key', 'value', 'bytes')
  await tx(tx.raw('addon_storage (addon, generation, key, value, bytes)')).insert(rows)
}

/** Removes every copy but those; with none named, all of what the add-on keeps. */
export const keepShelves = async (tx: Work, addon: string, generations: readonly number[]) => {
  for (const table of ['addon_storage', 'addon_storage_revisions'])
    await tx(table)
      .where({ addon })
      .whereNotIn('generation', [...generations])
      .delete()
}

/** What stays when an add-on goes is found by the next installation, which begins to count anew. */
export const numberAnew = async (tx: Work, shelf: Shelf) => {
  await keepShelves(tx, shelf.addon, [shelf.generation])
  await tx('addon_storage_revisions').where({ addon: shelf.addon }).delete()
  await tx('addon_storage').where(where(shelf)).update({ generation: 1 })
}
