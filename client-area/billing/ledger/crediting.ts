import { randomUUID } from 'node:crypto'
import type { Invoice, InvoiceSnapshot } from '../records.ts'
import type { BillingStores } from '../stores.ts'
import type { Taxed } from '../tax.ts'
import { postLedger } from './bookkeeping.ts'

/** Issues a credit note under the next number of its own series; `processing` until the money is given back. */
export const issueCreditNote = async (
  stores: BillingStores,
  invoice: Invoice,
  { part, at }: { part: Taxed; at: string },
): Promise<Invoice> => {
  const note: Invoice = {
    ...invoice,
    ...part,
    id: randomUUID(),
    number: await stores.invoices.nextNumber('CN'),
    series: 'CN',
    corrects: invoice.id,
    state: 'processing',
    snapshot: snapshotOf(invoice, part),
    createdAt: at,
    issuedAt: at,
    dueAt: at,
    paidAt: null,
    closedAt: null,
  }
  await stores.invoices.add(note)
  await postLedger(stores, { kind: 'credit', invoice: note, at })
  return note
}

const snapshotOf = ({ number, snapshot }: Invoice, part: Taxed): InvoiceSnapshot => ({
  ...snapshot,
  lines: snapshot.lines
    .slice(0, 1)
    .map(line => ({ ...line, ...part, text: `Given back of ${number}: ${line.text}` })),
})
