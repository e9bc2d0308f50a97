import type { Json } from '../contracts/json.ts'
import type { AddonStorage, Kept, Shelf } from '../marketplace/code/storage.ts'
import { firstGeneration } from '../marketplace/installations.ts'
import { copyShelf, isStale, touch } from './code-storage-copies.ts'
import type { Database, Work } from './index.ts'

interface Row {
  addon: string
  generation: number
  key: string
  value: string
  bytes: number
}

/**
 * What add-ons keep for themselves, each within its own quota. `withoutInstallation`: also what is installed nowhere, as on
 * an author's machine.
 */
export const addonStorageIn = (
  { knex, atomically }: Pick<Database, 'knex' | 'atomically'>,
  { withoutInstallation = false } = {},
): AddonStorage => {
  const on = (work: Work, { addon, generation }: Shelf) =>
    work<Row>('addon_storage').where({ addon, generation })

  const change = <K extends Kept>(shelf: Shelf, work: (tx: Work) => Promise<K>): Promise<K | 'moved'> =>
    atomically(async tx => {
      const isKept = await isOpen(tx, shelf)
      // stops what was under way when it was uninstalled from leaving something behind
      if (!(isKept ?? withoutInstallation)) return 'moved'
      const kept = await work(tx)
      await touch(tx, shelf)
      return kept
    })

  const usedOn = async (work: Work, shelf: Shelf, butFor = '') =>
    bytesIn(await on(work, shelf).whereNot({ key: butFor }).sum({ bytes: 'bytes' }).first())

  return {
    async get(shelf, key) {
      const row = await on(knex, shelf).where({ key }).first()
      return row ? (JSON.parse(row.value) as Json) : null
    },
    set(shelf, key, value, quota) {
      const text = JSON.stringify(value)
      const bytes = Buffer.byteLength(key) + Buffer.byteLength(text)
      return change<'kept' | 'no room'>(shelf, async tx => {
        if ((await usedOn(tx, shelf, key)) + bytes > quota) return 'no room'
        const { addon, generation } = shelf
        await tx<Row>('addon_storage')
          .insert({ addon, generation, key, value: text, bytes })
          .onConflict(['addon', 'generation', 'key'])
          .merge()
        return 'kept'
      })
    },
    delete: (shelf, key) =>
      change<'kept'>(shelf, async tx => {
        await on(tx, shelf).where({ key }).delete()
        return 'kept'
      }),
    async list(shelf, prefix, most) {
      const found = on(knex, shelf).whereRaw('substr(key, 1, ?) = ?', [Array.from(prefix).length, prefix])
      if (bytesIn(await found.clone().sum({ bytes: 'bytes' }).first()) > most) return undefined
      const rows = await found.orderBy('key')
      return rows.map(({ key, value }) => ({ key, value: JSON.parse(value) as Json }))
    },
    used: shelf => usedOn(knex, shelf),
    copy: (from, to) => copyShelf(atomically, from, to),
    isStale: (from, to) => isStale(knex, from, to),
  }
}

// PostgreSQL says large numbers as text
const bytesIn = (row: { bytes?: string | number | null } | undefined) => Number(row?.bytes ?? 0)

/**
 * May it be written? Not by a release that another one has replaced meanwhile, nor while that happens. Two writers at once
 * could both find room that is there for one, since PostgreSQL lets them begin together: the row holds up the second.
 */
const isOpen = async (tx: Work, { addon, generation, isTrial }: Shelf) => {
  const row: { generation: number; moving: string | null; draining: boolean | number } | undefined = await tx(
    'installations',
  )
    .where({ addon })
    .forUpdate()
    .first('generation', 'moving', 'draining')
  if (!row) return isTrial && (await isLeft(tx, addon)) ? generation > firstGeneration : undefined
  const isOpenYet = row.moving === null || Boolean(row.draining)
  return isTrial ? generation > row.generation : generation === row.generation && isOpenYet
}

// what an uninstall left behind is brought up to date on a copy before anything is installed: its row holds up the second
const isLeft = async (tx: Work, addon: string) =>
  (await tx('kept_settings').where({ addon }).forUpdate().first('addon')) !== undefined
