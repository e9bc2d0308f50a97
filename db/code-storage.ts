import type { Json } from '../contracts/json.ts'
import type { AddonStorage } from '../marketplace/code/storage.ts'
import type { Database, Work } from './index.ts'

interface Row {
  addon: string
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
  const table = () => knex<Row>('addon_storage')

  return {
    async get(addon, key) {
      const row = await table().where({ addon, key }).first()
      return row ? (JSON.parse(row.value) as Json) : null
    },
    async set(addon, key, value, quota) {
      const text = JSON.stringify(value)
      const bytes = Buffer.byteLength(key) + Buffer.byteLength(text)
      return atomically(async tx => {
        // stops what was under way when it was uninstalled from leaving something behind
        if (!(await alone(tx, addon)) && !withoutInstallation) return false
        if ((await usedBy(tx, addon, key)) + bytes > quota) return false
        const row = { addon, key, value: text, bytes }
        await tx<Row>('addon_storage').insert(row).onConflict(['addon', 'key']).merge()
        return true
      })
    },
    async delete(addon, key) {
      await table().where({ addon, key }).delete()
    },
    async list(addon, prefix, most) {
      const found = table()
        .where({ addon })
        .whereRaw('substr(key, 1, ?) = ?', [Array.from(prefix).length, prefix])
      if (bytesIn(await found.clone().sum({ bytes: 'bytes' }).first()) > most) return undefined
      const rows = await found.orderBy('key')
      return rows.map(({ key, value }) => ({ key, value: JSON.parse(value) as Json }))
    },
    used: addon => usedBy(knex, addon),
  }
}

const usedBy = async (work: Work, addon: string, butFor = '') => {
  const row = await work<Row>('addon_storage')
    .where({ addon })
    .whereNot({ key: butFor })
    .sum({ bytes: 'bytes' })
    .first()
  return bytesIn(row)
}

// PostgreSQL says large numbers as text
const bytesIn = (row: { bytes?: string | number | null } | undefined) => Number(row?.bytes ?? 0)

// two writers at once could both find room that is there for one: PostgreSQL lets them begin together
const alone = async (tx: Work, addon: string) =>
  (await tx('installations').where({ addon }).forUpdate().first('addon')) !== undefined
