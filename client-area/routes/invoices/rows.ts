import type { Invoice } from '../../billing/records.ts'

/** The list as it is read: what waits to be paid apart from the rest, both newest first. */
export const rowsOf = (invoices: Invoice[], now: Date) => {
  const rows = invoices.map(invoice => ({
    ...invoice,
    what: invoice.snapshot.lines.map(({ text }) => text).join(', '),
    state: wordsFor(invoice, now),
  }))
  const isDue = ({ state }: Invoice) => state === 'open' || state === 'processing'
  const due = new Set(invoices.filter(isDue).map(({ id }) => id))
  return { due: rows.filter(({ id }) => due.has(id)), settled: rows.filter(({ id }) => !due.has(id)) }
}

/** The state in words, with the badge's tone. */
export const wordsFor = ({ state, corrects, dueAt }: Invoice, now: Date) => {
  if (corrects !== null) return { text: 'Credit note', tone: 'neutral' }
  if (state === 'open' && dueAt !== null && dueAt < now.toISOString()) return { text: 'Overdue', tone: 'bad' }
  return words[state]
}

const words = {
  draft: { text: 'Draft', tone: 'neutral' },
  open: { text: 'Payment due', tone: 'warning' },
  processing: { text: 'Processing', tone: 'accent' },
  paid: { text: 'Paid', tone: 'good' },
  void: { text: 'Void', tone: 'neutral' },
  refunded: { text: 'Refunded', tone: 'neutral' },
} as const
