import { randomUUID } from 'node:crypto'
import type { Invoice, LedgerTransaction, Order, Payment, Right } from '../billing/records.ts'

const at = '2026-11-22T10:00:00.000Z'
const large = 1_000_000_000_000

/** Records as the stores keep them; the largest amount there is unless another one is given. */
export const anInvoice = (change: Partial<Invoice> = {}): Invoice => ({
  id: randomUUID(),
  number: null,
  series: 'INV',
  accountId: 'account',
  licenceId: 'licence',
  addon: 'japanese',
  entitlementId: null,
  corrects: null,
  state: 'open',
  currency: 'USD',
  net: large,
  tax: 0,
  total: large,
  snapshot: {
    seller: { name: 'Souk', address: 'Market 1', taxId: 'S1' },
    buyer: { name: 'Olive', email: 'olive@example.com', address: 'Grove 2', taxId: '' },
    licence: { keyEnd: 'ABCD', panel: 'https://desk.example' },
    tax: null,
    lines: [],
  },
  createdAt: at,
  issuedAt: at,
  dueAt: at,
  paidAt: null,
  closedAt: null,
  ...change,
})

export const anOrder = (change: Partial<Order> = {}): Order => ({
  id: randomUUID(),
  licenceId: 'licence',
  accountId: 'account',
  reference: randomUUID(),
  fingerprint: 'f'.repeat(64),
  addon: 'japanese',
  cycle: 'monthly',
  currency: 'USD',
  total: large,
  major: 2,
  terms: '1',
  state: 'payment due',
  refusal: null,
  invoiceId: null,
  entitlementId: null,
  placedAt: at,
  changedAt: at,
  ...change,
})

export const aPayment = (invoiceId: string, change: Partial<Payment> = {}): Payment => ({
  id: randomUUID(),
  invoiceId,
  cardId: null,
  method: 'card',
  reference: randomUUID(),
  currency: 'USD',
  amount: large,
  state: 'pending',
  reason: null,
  at,
  settledAt: null,
  ...change,
})

export const aRight = (change: Partial<Right> = {}): Right => ({
  id: randomUUID(),
  accountId: 'account',
  licenceId: 'licence',
  addon: 'japanese',
  kind: 'recurring',
  cycle: 'monthly',
  currency: 'USD',
  net: large,
  state: 'active',
  since: at,
  anchor: at,
  periods: 1,
  paidUntil: '2026-12-22T10:00:00.000Z',
  pastDueSince: null,
  usableUntil: null,
  endsAt: null,
  endedAt: null,
  endedBecause: null,
  newNetFrom: null,
  newNet: large,
  major: 2,
  revision: 1,
  ...change,
})

export const aMovement = (amounts: number[], change: Partial<LedgerTransaction> = {}): LedgerTransaction => ({
  id: randomUUID(),
  time: at,
  kind: 'charge',
  accountId: 'account',
  licenceId: 'licence',
  addon: 'japanese',
  author: 'souk',
  cycle: 'monthly',
  currency: 'USD',
  amount: large,
  invoice: 'INV-000001',
  reference: 'pay-1',
  lines: amounts.map((amount, n) => ({
    book: n % 2 === 0 ? 'gateway' : 'receivable',
    amount,
    taxLabel: 'VAT',
    taxRate: 1900,
  })),
  ...change,
})
