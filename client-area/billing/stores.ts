import type { MarketplaceEvent } from '../../contracts/marketplace-api.ts'
import type { Account } from '../accounts/accounts.ts'
import type { Licence } from '../accounts/licences.ts'
import type {
  Card,
  Invoice,
  LedgerTransaction,
  Order,
  Payment,
  Price,
  Product,
  Right,
  StoredQuote,
} from './records.ts'

export interface Products {
  find: (addon: string) => Promise<Product | undefined>
  all: () => Promise<Product[]>
  put: (product: Product) => Promise<void>
  /** those in force at that time; shortest cycle first */
  pricesAt: (addon: string, at: string) => Promise<Price[]>
  /** every price there was, is and is announced */
  prices: (addon?: string) => Promise<(Omit<Price, 'amount'> & { amount: number | null })[]>
  setPrice: (price: Omit<Price, 'amount'> & { amount: number | null }) => Promise<void>
}

export interface Cards {
  of: (accountId: string) => Promise<Card[]>
  find: (id: string) => Promise<Card | undefined>
  add: (card: Card) => Promise<void>
  makeDefault: (accountId: string, id: string) => Promise<void>
  remove: (id: string, at: string) => Promise<void>
}

export interface Quotes {
  add: (quotes: StoredQuote[]) => Promise<void>
  find: (id: string) => Promise<StoredQuote | undefined>
  sweep: (before: string) => Promise<void>
}

export interface Orders {
  /** Throws if the add-on has an open order of this licence, or the reference is known. */
  add: (order: Order) => Promise<void>
  put: (order: Order) => Promise<void>
  find: (licenceId: string, reference: string) => Promise<Order | undefined>
  findByInvoice: (invoiceId: string) => Promise<Order | undefined>
  openFor: (licenceId: string, addon: string) => Promise<Order | undefined>
  /** not settled yet, oldest first */
  open: (licenceId: string) => Promise<Order[]>
  /** a reference that never arrived, and from now on never buys */
  forbid: (licenceId: string, reference: string, at: string) => Promise<void>
  isForbidden: (licenceId: string, reference: string) => Promise<boolean>
}

export interface Invoices {
  /** the next number of a series, without gaps: taken in the transaction that issues */
  nextNumber: (series: string) => Promise<string>
  add: (invoice: Invoice) => Promise<void>
  put: (invoice: Invoice) => Promise<void>
  find: (id: string) => Promise<Invoice | undefined>
  findByNumber: (number: string) => Promise<Invoice | undefined>
  /** newest first */
  ofAccounts: (accountIds: string[]) => Promise<Invoice[]>
  ofLicence: (licenceId: string) => Promise<Invoice[]>
  openOf: (entitlementId: string) => Promise<Invoice[]>
  /** credit notes of an invoice */
  corrections: (id: string) => Promise<Invoice[]>
  dueBefore: (at: string) => Promise<Invoice[]>
  /** credit notes whose money is still to be given back, oldest first */
  unpaidCorrections: () => Promise<Invoice[]>
}

export interface Payments {
  /** Throws if the invoice has a payment that is open or has succeeded: nothing is paid twice. */
  add: (payment: Payment) => Promise<void>
  put: (payment: Payment) => Promise<void>
  find: (id: string) => Promise<Payment | undefined>
  of: (invoiceId: string) => Promise<Payment[]>
  inState: (state: Payment['state']) => Promise<Payment[]>
}

export interface Rights {
  /** Throws if the licence has a right to this add-on that has not ended. */
  add: (right: Right) => Promise<void>
  /** Stores it with the next revision, which it answers with. */
  put: (right: Right) => Promise<Right>
  find: (id: string) => Promise<Right | undefined>
  /** the one that has not ended */
  liveFor: (licenceId: string, addon: string) => Promise<Right | undefined>
  /** newest first */
  ofLicence: (licenceId: string) => Promise<Right[]>
  ofAccounts: (accountIds: string[]) => Promise<Right[]>
  /** recurring and not ended, that something is due for until then, earliest first */
  dueUntil: (at: string) => Promise<Right[]>
  /** live subscriptions in one cycle and currency */
  subscribersOf: (what: { addon: string; cycle: string; currency: string }) => Promise<Right[]>
  noteCancellation: (cancellation: {
    licenceId: string
    reference: string
    entitlementId: string
    by: string
    at: string
  }) => Promise<void>
}

export interface Ledger {
  /** Refuses lines that don't add up to zero. */
  add: (transaction: LedgerTransaction) => Promise<void>
  /** oldest first */
  all: (filter?: { licenceId?: string; accountId?: string }) => Promise<LedgerTransaction[]>
}

export interface Events {
  /** one a help desk may learn from; a webhook is due for it where that help desk takes them */
  add: (licenceId: string, event: Pick<MarketplaceEvent, 'type' | 'object' | 'at'>) => Promise<void>
  since: (
    licenceId: string,
    cursor: number,
    limit: number,
  ) => Promise<(MarketplaceEvent & { sequence: number })[]>
  last: (licenceId: string) => Promise<number>
}

/** Money of one licence changes hands in one transaction at a time: each holds the licence first. */
export interface HeldLicences {
  /** Waits until nobody else holds it, and answers with it as it is then. */
  hold: (id: string) => Promise<Licence | undefined>
  transfer: (id: string, accountId: string) => Promise<void>
}

/** What one transaction of the books sees: all of it is stored, or nothing. */
export interface BillingStores {
  accounts: { find: (id: string) => Promise<Account | undefined> }
  licences: HeldLicences
  products: Products
  cards: Cards
  quotes: Quotes
  orders: Orders
  invoices: Invoices
  payments: Payments
  rights: Rights
  ledger: Ledger
  events: Events
}
export type AtomicallyBilled = <T>(work: (stores: BillingStores) => Promise<T>) => Promise<T>
