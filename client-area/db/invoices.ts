import type { Invoice } from '../billing/records.ts'
import type { Invoices } from '../billing/stores.ts'
import type { Work } from './index.ts'
import { nextIn } from './series.ts'
import { type Shape, tableIn } from './tables.ts'

const shape: Shape<Invoice> = {
  name: 'invoices',
  columns: {
    id: 'id',
    number: 'number',
    series: 'series',
    accountId: 'account_id',
    licenceId: 'licence_id',
    addon: 'addon',
    entitlementId: 'entitlement_id',
    corrects: 'corrects',
    state: 'state',
    currency: 'currency',
    net: 'net',
    tax: 'tax',
    total: 'total',
    snapshot: 'snapshot',
    createdAt: 'created_at',
    issuedAt: 'issued_at',
    dueAt: 'due_at',
    paidAt: 'paid_at',
    closedAt: 'closed_at',
  },
  read: row => ({
    ...row,
    net: Number(row.net),
    tax: Number(row.tax),
    total: Number(row.total),
    snapshot: JSON.parse(row.snapshot),
  }),
}

const newest = [
  { column: 'created_at', order: 'desc' },
  { column: 'number', order: 'desc' },
]

export const invoicesIn = (work: Work): Invoices => {
  const table = tableIn(work, shape)
  const asText = ({ snapshot }: Invoice) => ({ snapshot: JSON.stringify(snapshot) })
  return {
    nextNumber: async series => `${series}-${String(await nextIn(work, series)).padStart(6, '0')}`,
    add: invoice => table.add(invoice, asText(invoice)),
    put: invoice => table.put(invoice.id, invoice, asText(invoice)),
    find: id => table.first(rows => rows.where({ id })),
    findByNumber: number => table.first(rows => rows.where({ number })),
    ofAccounts: accountIds => table.list(rows => rows.whereIn('account_id', accountIds).orderBy(newest)),
    ofLicence: licenceId => table.list(rows => rows.where({ licence_id: licenceId }).orderBy(newest)),
    openOf: entitlementId =>
      table.list(rows =>
        rows
          .where({ entitlement_id: entitlementId, corrects: null })
          .whereIn('state', ['open', 'processing'])
          .orderBy(newest),
      ),
    corrections: id => table.list(rows => rows.where({ corrects: id }).orderBy(newest)),
    unpaidCorrections: () =>
      table.list(rows =>
        rows.where({ state: 'processing' }).whereNotNull('corrects').orderBy(['created_at', 'number']),
      ),
    dueBefore: at =>
      table.list(rows =>
        rows.where({ state: 'open' }).where('due_at', '<=', at).orderBy(['due_at', 'number']),
      ),
  }
}
