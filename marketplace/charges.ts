import type { InvoiceSummary } from './purchases.ts'

/** One invoice of this help desk's licence that was paid: a purchase or a renewal. */
export interface Charge {
  invoice: string
  addon: string
  currency: string
  /** minor units, tax included */
  amount: number
  paidAt: string
}

export interface ChargeStore {
  /** What invoices say as they are now: paid ones are kept, those that were paid back or voided go. */
  take(invoices: readonly InvoiceSummary[]): Promise<void>
  /** oldest first */
  since(time: string): Promise<Charge[]>
}

/** Nothing for an invoice of which nothing is, or stays, paid. */
export const chargeOf = ({ number, state, addon, currency, total, paidAt }: InvoiceSummary): Charge[] =>
  state === 'paid' && paidAt !== null && total > 0
    ? [{ invoice: number, addon, currency, amount: total, paidAt }]
    : []
