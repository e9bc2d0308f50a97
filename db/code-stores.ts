import type { AddonDataStore } from '../marketplace/code/addon-data.ts'
import type { SpreadStores } from '../marketplace/code/spreading.ts'
import { codeEventsIn } from './code-events.ts'
import { deliveriesIn } from './code-deliveries.ts'
import { keepCopies, numberAnew } from './code-storage-copies.ts'
import type { Database, Work } from './index.ts'
import { installationsIn } from './installations.ts'

/** Handing events on is one transaction: told to everybody who listens, or not taken yet. */
export const spreadStoresIn =
  (db: Database) =>
  <T>(work: (stores: SpreadStores) => Promise<T>): Promise<T> =>
    db.atomically(tx =>
      work({ events: codeEventsIn(tx), deliveries: deliveriesIn(tx), installations: installationsIn(tx) }),
    )

/** Has anything happened that was not handed on yet? */
export const hasEventsIn = (knex: Work) => async () => (await codeEventsIn(knex).oldest(1)).length > 0

const always = ['addon_notices', 'code_deliveries', 'code_log', 'code_schedules', 'delivery_hours']
const itsOwn = ['addon_storage', 'addon_storage_revisions', 'allowed_addresses']

/** What an add-on leaves behind besides its settings. */
export const addonDataIn = (knex: Work): AddonDataStore => ({
  async remove(addon, what) {
    for (const table of what.keepsOwn ? always : [...always, ...itsOwn])
      await knex(table).where({ addon }).delete()
    if (what.keepsOwn) await numberAnew(knex, { addon, generation: what.generation })
  },
  keepCopies: (addon, generations) => keepCopies(knex, addon, generations),
})

/** Moves with every change of an installation, a secret or a setting of the whole panel. */
export const codeRevisionIn = (knex: Work) => async () => {
  const row = await knex('revisions')
    .whereIn('name', ['installations', 'settings'])
    .sum({ number: 'number' })
    .first()
  const { number = 0 }: { number?: string | number } = row ?? {}
  return Number(number)
}
