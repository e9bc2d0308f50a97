import type { AllowedAddresses } from '../marketplace/code/allowed-addresses.ts'
import type { Database } from './index.ts'

/** Addresses that operators let add-ons call. */
export const allowedAddressesIn = ({
  knex,
  atomically,
}: Pick<Database, 'knex' | 'atomically'>): AllowedAddresses => ({
  async of(addon) {
    const rows = await knex<{ addon: string; origin: string }>('allowed_addresses')
      .where({ addon })
      .orderBy('origin')
    return rows.map(({ origin }) => origin)
  },
  put: (addon, origins) =>
    atomically(async tx => {
      await tx('allowed_addresses').where({ addon }).delete()
      if (origins.length > 0) await tx('allowed_addresses').insert(origins.map(origin => ({ addon, origin })))
    }),
})
