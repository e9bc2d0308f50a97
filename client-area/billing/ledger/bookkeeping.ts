import { randomUUID } from 'node:crypto'
import type { Invoice, LedgerLine, LedgerTransaction } from '../records.ts'
import type { BillingStores } from '../stores.ts'

export interface Posting {
  kind: LedgerTransaction['kind']
  /** or credit note */
  invoice: Invoice
  at: string
  /** where the money of a charge or refund came or went */
  book?: 'gateway' | 'bank'
  /** the payment's */
  reference?: string
}

/**
 * Writes an invoice's or a credit note's movement into the books. What comes of an order bears the buyer's reference, so
 * that the help desk's record and the books name the same; a renewal bears its payment's.
 */
export const postLedger = async (
  { ledger, orders }: BillingStores,
  { kind, invoice, at, book, reference }: Posting,
) => {
  const order = await orders.findByInvoice(invoice.corrects ?? invoice.id)
  const [line] = invoice.snapshot.lines
  if (!line) throw new Error(`The invoice ${invoice.number} has no lines.`)
  return ledger.add({
    id: randomUUID(),
    time: at,
    kind,
    accountId: invoice.accountId,
    licenceId: invoice.licenceId,
    addon: invoice.addon,
    author: line.author,
    cycle: line.cycle,
    currency: invoice.currency,
    amount: invoice.total,
    invoice: invoice.number,
    reference: order?.reference ?? reference ?? null,
    lines: linesOf(kind, invoice, book ?? 'gateway').filter(({ amount }) => amount !== 0),
  })
}

const linesOf = (kind: Posting['kind'], invoice: Invoice, book: 'gateway' | 'bank'): LedgerLine[] => {
  switch (kind) {
    case 'issue':
      return sold(invoice, 1)
    case 'void':
    case 'credit':
      return sold(invoice, -1)
    case 'charge':
      return [line(book, invoice.total), line('receivable', -invoice.total)]
    case 'refund':
      return [line('receivable', invoice.total), line(book, -invoice.total)]
  }
}

const sold = ({ net, tax, total, snapshot }: Invoice, sign: 1 | -1): LedgerLine[] => [
  line('receivable', sign * total),
  line('revenue', -sign * net),
  {
    ...line('tax', -sign * tax),
    taxLabel: snapshot.tax?.label ?? null,
    taxRate: snapshot.tax?.rate ?? null,
  },
]

const line = (book: LedgerLine['book'], amount: number): LedgerLine => ({
  book,
  amount,
  taxLabel: null,
  taxRate: null,
})
