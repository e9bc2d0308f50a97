import type { InvoiceInFull, RightInFull } from '../../billing/backend.ts'
import type { Payment } from '../../billing/records.ts'
import type { Services } from '../services.ts'
import { named, notYours, type Visit } from '../visits.ts'
import { lineIn } from './lines.ts'
import { withWords } from './payments.ts'
import { shownAs } from './rows.ts'

/** How an invoice stands for the person who reads it: what there is to do, if anything. */
export type Standing =
  | 'credit note'
  | 'paid'
  | 'void'
  | 'refunded'
  | 'action required'
  | 'processing'
  | 'declined'
  | 'due'

/** One own invoice with all that its page says; somebody else's, and one that never was, are answered alike. */
export const inquiryOf = async (services: Services, visit: Visit) => {
  const { desk } = services.billing
  const found = await desk.invoiceNumbered(named(visit, 'number'))
  const account = visit.accounts.find(({ id }) => id === found?.invoice.accountId)
  if (!found || !account) throw notYours(visit)

  const { invoice, payments, corrections } = found
  const { t, format } = visit.speech
  const lines = invoice.snapshot.lines.map(line => ({ ...line, words: lineIn(t, line) }))
  const cards = await desk.cards(account.id)
  const rights = await desk.subscriptions([account.id])
  const held = rights.find(({ right }) => right.id === invoice.entitlementId)
  const licence = await services.licences.find(invoice.licenceId)
  return {
    invoice,
    shown: shownAs(invoice, services.now()),
    lines,
    what: format.list(lines.map(({ words }) => words)),
    standing: standingOf(found),
    cards,
    corrections,
    payments: payments.map(payment => withWords(payment, cards, visit.speech)),
    corrected: invoice.corrects === null ? null : await numberOf(services, visit, invoice.corrects),
    isFirst: isFirst(found, held),
    isEnded: held?.right.state === 'ended',
    helpDesk: licence?.accountId === account.id ? `${licence.panel}/addons/${invoice.addon}` : null,
  }
}

export const standingOf = ({ invoice, payments }: InvoiceInFull): Standing => {
  if (invoice.corrects !== null) return 'credit note'
  const has = (...states: Payment['state'][]) => payments.some(({ state }) => states.includes(state))
  switch (invoice.state) {
    case 'paid':
    case 'void':
    case 'refunded':
      return invoice.state
    case 'draft':
    case 'open':
    case 'processing':
      if (has('action required')) return 'action required'
      if (has('processing', 'pending')) return 'processing'
      return has('failed') ? 'declined' : 'due'
  }
}

// A renewal's invoice is made while the right is there; a purchase's before, or at the same moment.
const isFirst = ({ invoice }: InvoiceInFull, held: RightInFull | undefined) =>
  !held || (invoice.issuedAt ?? '') <= held.right.since

const numberOf = async ({ billing }: Services, { accounts }: Visit, id: string) => {
  const invoices = await billing.desk.invoices(accounts.map(account => account.id))
  return invoices.find(invoice => invoice.id === id)?.number ?? null
}
