import type { Invoice } from '../../billing/records.ts'
import type { Speech } from '../../speech.ts'
import { lineIn } from './lines.ts'

/** The list as it is read: what waits to be paid apart from the rest, both newest first. */
export const rowsOf = (invoices: Invoice[], now: Date, { t, format }: Speech) => {
  const rows = invoices.map(invoice => ({
    ...invoice,
    what: format.list(invoice.snapshot.lines.map(line => lineIn(t, line))),
    shown: shownAs(invoice, now),
  }))
  const isDue = ({ state }: Invoice) => state === 'open' || state === 'processing'
  const due = new Set(invoices.filter(isDue).map(({ id }) => id))
  return { due: rows.filter(({ id }) => due.has(id)), settled: rows.filter(({ id }) => !due.has(id)) }
}

/** The state as the message names it, with the badge's tone. */
export const shownAs = ({ state, corrects, dueAt }: Invoice, now: Date) => {
  if (corrects !== null) return { state: 'credit_note', tone: 'neutral' }
  if (state === 'open' && dueAt !== null && dueAt < now.toISOString())
    return { state: 'overdue', tone: 'bad' }
  return { state, tone: tones[state] }
}

const tones: Record<Invoice['state'], string> = {
  draft: 'neutral',
  open: 'warning',
  processing: 'accent',
  paid: 'good',
  void: 'neutral',
  refunded: 'neutral',
}
