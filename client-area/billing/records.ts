import type {
  Cycle,
  EndedFor,
  EntitlementState,
  InvoiceState,
  PurchaseState,
  Refusal,
} from '../../contracts/marketplace-api.ts'

export type { LedgerLine, LedgerTransaction } from './records/ledger.ts'

/** Money is whole minor units of an ISO 4217 currency, times are ISO 8601 in UTC. */
export interface Money {
  currency: string
  amount: number
}

/** An add-on as the price list knows it; without a price it is free. */
export interface Product {
  addon: string
  name: string
  /** id of its author */
  author: string
}

export interface Price extends Money {
  addon: string
  cycle: Cycle
  from: string
}

/** How an account is taxed; no rate: billed without tax. */
export interface TaxRule {
  label: string
  /** hundredths of a percent: 1900 is 19 % */
  rate: number
  /** stands on the invoice, as for a reverse charge */
  note: string | null
}

export interface Card {
  id: string
  accountId: string
  token: string
  brand: string
  last4: string
  /** `YYYY-MM` */
  expires: string
  isDefault: boolean
  createdAt: string
}

export interface StoredQuote {
  id: string
  accountId: string
  licenceId: string
  addon: string
  cycle: Cycle
  currency: string
  net: number
  tax: number
  total: number
  /** of the release to be installed; null where every major version is included */
  major: number | null
  terms: string
  createdAt: string
  expiresAt: string
}

/** One purchase as it was asked for, and what became of it. */
export interface Order {
  id: string
  licenceId: string
  accountId: string
  reference: string
  /** of the request's body: the same reference with another body is refused */
  fingerprint: string
  addon: string
  cycle: Cycle
  currency: string
  total: number
  major: number | null
  terms: string
  state: PurchaseState
  refusal: Refusal | null
  invoiceId: string | null
  entitlementId: string | null
  placedAt: string
  changedAt: string
}

export interface InvoiceLine {
  text: string
  addon: string
  author: string
  cycle: Cycle
  /** the days it pays for; null: once and for all */
  period: { from: string; to: string } | null
  net: number
  tax: number
  total: number
}

/** What an invoice says for ever, whatever changes later. */
export interface InvoiceSnapshot {
  seller: { name: string; address: string; taxId: string }
  buyer: { name: string; email: string; address: string; taxId: string }
  /** the help desk it is for */
  licence: { keyEnd: string; panel: string }
  tax: TaxRule | null
  lines: InvoiceLine[]
}

/** An invoice, or a credit note where `corrects` names one; a credit note's amounts are positive, and given back. */
export interface Invoice {
  id: string
  /** null while it is a draft */
  number: string | null
  series: string
  accountId: string
  licenceId: string
  addon: string
  entitlementId: string | null
  corrects: string | null
  state: InvoiceState
  currency: string
  net: number
  tax: number
  total: number
  snapshot: InvoiceSnapshot
  createdAt: string
  issuedAt: string | null
  dueAt: string | null
  paidAt: string | null
  closedAt: string | null
}

export type PaymentState = 'pending' | 'processing' | 'action required' | 'succeeded' | 'failed'

/** Why a payment is pending whose money came for nothing, and has to go back. */
export const toBeGivenBack = 'to be given back'

/** One attempt to pay an invoice. `pending`: the gateway was or will be asked, and its answer is not known yet. */
export interface Payment extends Money {
  id: string
  invoiceId: string
  cardId: string | null
  method: 'card' | 'by hand'
  reference: string
  state: PaymentState
  reason: string | null
  at: string
  settledAt: string | null
}

/** The right to one add-on under one licence; a subscription where `kind` is recurring. */
export interface Right {
  id: string
  accountId: string
  licenceId: string
  addon: string
  kind: 'free' | 'one-time' | 'recurring'
  cycle: Cycle | null
  currency: string | null
  net: number | null
  state: EntitlementState
  since: string
  anchor: string | null
  /** paid periods so far, counted from the anchor */
  periods: number
  paidUntil: string | null
  pastDueSince: string | null
  usableUntil: string | null
  endsAt: string | null
  endedAt: string | null
  endedBecause: EndedFor | null
  newNetFrom: string | null
  newNet: number | null
  major: number | null
  revision: number
}
