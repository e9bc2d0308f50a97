import type { StoredQuote } from '../billing/records.ts'
import type { Quotes } from '../billing/stores.ts'
import type { Work } from './index.ts'
import { numberOrNull, type Shape, tableIn } from './tables.ts'

const shape: Shape<StoredQuote> = {
  name: 'quotes',
  columns: {
    id: 'id',
    accountId: 'account_id',
    licenceId: 'licence_id',
    addon: 'addon',
    cycle: 'cycle',
    currency: 'currency',
    net: 'net',
    tax: 'tax',
    total: 'total',
    major: 'major',
    terms: 'terms',
    createdAt: 'created_at',
    expiresAt: 'expires_at',
  },
  read: row => ({
    ...row,
    net: Number(row.net),
    tax: Number(row.tax),
    total: Number(row.total),
    major: numberOrNull(row.major),
  }),
}

export const quotesIn = (work: Work): Quotes => {
  const table = tableIn(work, shape)
  return {
    async add(quotes) {
      for (const quote of quotes) await table.add(quote)
    },
    find: id => table.first(rows => rows.where({ id })),
    async sweep(before) {
      await work('quotes').where('expires_at', '<', before).delete()
    },
  }
}
