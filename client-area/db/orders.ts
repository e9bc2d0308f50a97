import type { Order } from '../billing/records.ts'
import type { Orders } from '../billing/stores.ts'
import type { Work } from './index.ts'
import { numberOrNull, type Shape, tableIn } from './tables.ts'

const shape: Shape<Order> = {
  name: 'orders',
  columns: {
    id: 'id',
    licenceId: 'licence_id',
    accountId: 'account_id',
    reference: 'reference',
    fingerprint: 'fingerprint',
    addon: 'addon',
    cycle: 'cycle',
    currency: 'currency',
    total: 'total',
    major: 'major',
    terms: 'terms',
    state: 'state',
    refusal: 'refusal',
    invoiceId: 'invoice_id',
    entitlementId: 'entitlement_id',
    placedAt: 'placed_at',
    changedAt: 'changed_at',
  },
  read: row => ({ ...row, total: Number(row.total), major: numberOrNull(row.major) }),
}

const openStates: Order['state'][] = ['payment due', 'action required', 'processing']
export const isOpen = ({ state }: Pick<Order, 'state'>) => openStates.includes(state)

export const ordersIn = (work: Work): Orders => {
  const table = tableIn(work, shape)
  return {
    add: order => table.add(order, openKey(order)),
    put: order => table.put(order.id, order, openKey(order)),
    find: (licenceId, reference) => table.first(rows => rows.where({ licence_id: licenceId, reference })),
    findByInvoice: invoiceId => table.first(rows => rows.where({ invoice_id: invoiceId })),
    openFor: (licenceId, addon) =>
      table.first(rows => rows.where({ licence_id: licenceId, addon }).whereIn('state', openStates)),
    open: licenceId =>
      table.list(rows =>
        rows.where({ licence_id: licenceId }).whereIn('state', openStates).orderBy(['placed_at', 'id']),
      ),
    async forbid(licenceId, reference, at) {
      const row = { licence_id: licenceId, reference, at }
      await work('withdrawn_references').insert(row).onConflict(['licence_id', 'reference']).ignore()
    },
    async isForbidden(licenceId, reference) {
      const row: unknown = await work('withdrawn_references')
        .where({ licence_id: licenceId, reference })
        .first()
      return row !== undefined
    },
  }
}

// stops a second purchase while the first one is not settled, even if all checks before were forgotten
const openKey = (order: Order) => ({ open_key: isOpen(order) ? `${order.licenceId}:${order.addon}` : null })
