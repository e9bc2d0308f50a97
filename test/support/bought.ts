import type { Entitlement, InvoiceSummary, Purchase as Reply } from '../../contracts/marketplace-api.ts'
import type { Purchase, Quoted } from '../../marketplace/purchases.ts'

export const at = '2026-11-22T08:00:00.000Z'

/** A purchase of Japanese for 4.00 USD a month, as it stands before anything was sent. */
export const purchase = (change: Partial<Purchase> = {}): Purchase => ({
  operatorId: null,
  operator: 'Ada',
  reference: 'reference-of-japanese',
  addon: 'japanese',
  name: 'Japanese',
  licence: 'licence-1',
  account: { id: 'account-1', name: 'Olive', email: 'olive@example.com' },
  quote: 'quote-1',
  cycle: 'monthly',
  currency: 'USD',
  total: 400,
  terms: '2026-01',
  state: 'unsent',
  refusal: null,
  failure: null,
  invoice: null,
  entitlement: null,
  odd: null,
  placedAt: at,
  checkedAt: null,
  ...change,
})

export const invoice = (change: Partial<InvoiceSummary> = {}): InvoiceSummary => ({
  number: 'S-2026-1',
  state: 'paid',
  addon: 'japanese',
  entitlement: null,
  currency: 'USD',
  total: 400,
  issuedAt: at,
  dueAt: at,
  paidAt: null,
  url: 'https://vendor.example/invoices/S-2026-1',
  ...change,
})

/** What the client area answers when that purchase was paid. */
export const paidReply = (change: Partial<Reply> = {}): Reply => ({
  reference: 'reference-of-japanese',
  licence: 'licence-1',
  account: 'account-1',
  addon: 'japanese',
  cycle: 'monthly',
  currency: 'USD',
  total: 400,
  state: 'paid',
  refusal: null,
  invoice: invoice(),
  entitlement: 'right-1',
  placedAt: at,
  changedAt: at,
  ...change,
})

export const right = (change: Partial<Entitlement> = {}): Entitlement => ({
  id: 'right-1',
  licence: 'licence-1',
  addon: 'japanese',
  kind: 'recurring',
  cycle: 'monthly',
  state: 'active',
  since: at,
  paidUntil: '2026-12-22T08:00:00.000Z',
  nextCharge: null,
  priceChange: null,
  pastDueSince: null,
  invoice: null,
  usableUntil: null,
  endedAt: null,
  endedBecause: null,
  endsAt: null,
  major: null,
  revision: 1,
  ...change,
})

/** Prices of one add-on in two cycles; the quotes' ids begin with that name. */
export const quoted = (addon: string, name: string): Quoted => ({
  addon,
  version: '1.0.0',
  licence: 'licence-1',
  account: { id: 'account-1', name: 'Olive', email: 'olive@example.com' },
  card: null,
  archive: 'ready',
  terms: { url: 'https://vendor.example/terms', version: '2026-01' },
  quotes: (['monthly', 'annually'] as const).map(cycle => ({
    id: `${name}-${cycle}`,
    cycle,
    currency: 'USD',
    net: 400,
    tax: null,
    total: 400,
    nextCharge: null,
    expiresAt: '2026-11-22T08:30:00.000Z',
  })),
  readAt: at,
})
