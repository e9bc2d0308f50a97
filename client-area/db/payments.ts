import { type Payment, toBeGivenBack } from '../billing/records.ts'
import type { Payments } from '../billing/stores.ts'
import type { Work } from './index.ts'
import { type Shape, tableIn } from './tables.ts'

const shape: Shape<Payment> = {
  name: 'payments',
  columns: {
    id: 'id',
    invoiceId: 'invoice_id',
    cardId: 'card_id',
    method: 'method',
    reference: 'reference',
    currency: 'currency',
    amount: 'amount',
    state: 'state',
    reason: 'reason',
    at: 'at',
    settledAt: 'settled_at',
  },
  read: row => ({ ...row, amount: Number(row.amount) }),
}

export const paymentsIn = (work: Work): Payments => {
  const table = tableIn(work, shape)
  return {
    add: payment => table.add(payment, openInvoice(payment)),
    put: payment => table.put(payment.id, payment, openInvoice(payment)),
    find: id => table.first(rows => rows.where({ id })),
    of: invoiceId => table.list(rows => rows.where({ invoice_id: invoiceId }).orderBy(['at', 'id'])),
    inState: state => table.list(rows => rows.where({ state }).orderBy(['at', 'id'])),
  }
}

// Stops a second payment of one invoice, whoever presses and however often. One that goes back pays nothing: it may be
// beside the one that did.
const openInvoice = ({ invoiceId, state, reason }: Payment) => ({
  open_invoice: state === 'failed' || reason === toBeGivenBack ? null : invoiceId,
})
