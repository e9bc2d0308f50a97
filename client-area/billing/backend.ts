import type {
  Entitlement,
  InvoiceSummary,
  Purchase,
  PurchaseRequest,
  QuoteReply,
  QuoteRequest,
  WithdrawalReply,
} from '../../contracts/marketplace-api.ts'
import type { Licence } from '../accounts/licences.ts'
import type { CardProblem } from './gateway.ts'
import type { Card, Invoice, LedgerTransaction, Payment, Product, Right } from './records.ts'

/** What a help desk may ask; the licence is the caller's own. */
export interface Marketplace {
  quote: (licence: Licence, request: QuoteRequest) => Promise<Quoting>
  purchase: (licence: Licence, reference: string, request: PurchaseRequest) => Promise<Purchasing>
  findPurchase: (licence: Licence, reference: string) => Promise<Purchase | undefined>
  openPurchases: (licence: Licence) => Promise<Purchase[]>
  withdraw: (licence: Licence, reference: string) => Promise<WithdrawalReply>
  entitlements: (licence: Licence) => Promise<Entitlement[]>
  entitlement: (licence: Licence, id: string) => Promise<Entitlement | undefined>
  grantFree: (licence: Licence, addon: string) => Promise<Granting>
  /** Ends a subscription at once; asked again, answers with the same. `by` is written down. */
  cancel: (licence: Licence, id: string, how: { reference: string; by: string }) => Promise<Cancelling>
  /** whether the licence may fetch that release now */
  mayFetch: (licence: Licence, addon: string, version: string) => Promise<boolean>
  invoices: (licence: Licence) => Promise<InvoiceSummary[]>
  invoice: (licence: Licence, number: string) => Promise<InvoiceSummary | undefined>
}

export type Quoting =
  | { kind: 'quoted'; reply: QuoteReply }
  | { kind: 'licence inactive' | 'already entitled' | 'unknown add-on' }
export type Purchasing =
  | { kind: 'answer'; purchase: Purchase }
  | { kind: 'withdrawn' | 'key reused' | 'key in use' }
export type Granting =
  | { kind: 'granted'; entitlement: Entitlement }
  | { kind: 'not free' | 'unknown add-on' | 'licence inactive' }
export type Cancelling =
  | { kind: 'cancelled'; entitlement: Entitlement }
  | { kind: 'unknown' | 'not recurring' }

/** What an account's people do on the client area's own pages; callers check whose account it is. */
export interface Desk {
  cards: (accountId: string) => Promise<Card[]>
  addCard: (accountId: string, typed: { number: string; expires: string }) => Promise<AddingCard>
  makeDefault: (accountId: string, cardId: string) => Promise<boolean>
  removeCard: (accountId: string, cardId: string) => Promise<boolean>
  /** newest first; drafts are left out */
  invoices: (accountIds: string[]) => Promise<Invoice[]>
  invoiceNumbered: (number: string) => Promise<InvoiceInFull | undefined>
  /** Pays what is open; the second of two presses sees the first one's state. */
  pay: (number: string, cardId: string) => Promise<Paying>
  /** the bank's question, answered by the card's owner */
  confirm: (number: string, agrees: boolean) => Promise<Paying>
  /** what is subscribed to and what was bought once, newest first; ended ones too */
  subscriptions: (accountIds: string[]) => Promise<RightInFull[]>
  endSubscription: (id: string, by: string) => Promise<Cancelling>
}

export type AddingCard =
  | { kind: 'added'; card: Card }
  | { kind: 'wrong'; field: 'number' | 'expires'; problem: CardProblem; why: string }

export interface InvoiceInFull {
  invoice: Invoice
  payments: Payment[]
  corrections: Invoice[]
}

export type Paying =
  | { kind: 'paid' | 'declined' | 'action required' | 'processing'; invoice: Invoice }
  /** nothing is owed: paid, void or refunded */
  | { kind: 'not open'; invoice: Invoice }
  | { kind: 'no such card' | 'unknown' }

/** A right with what a person wants to read beside it. */
export interface RightInFull {
  right: Right
  product: Product
  /** what is charged next, with tax */
  next: { at: string; total: number; currency: string } | null
  openInvoice: Invoice | null
}

/** What the vendor does by command and by schedule. */
export interface Office {
  /**
   * Everything that falls due until then, in the order of time: renewals, retries, suspensions, endings, voids. Each at
   * its own time, what is late not before `notBefore`, so that grace is not over when nobody was told that it began.
   */
  bill: (until: Date, options?: { notBefore?: Date }) => Promise<BillingRun>
  voidInvoice: (number: string) => Promise<Correcting>
  markPaid: (number: string) => Promise<Correcting>
  /** in minor units; all that is left if no amount is given */
  refund: (number: string, amount?: number) => Promise<Correcting>
  /** the new owner's; what they don't accept ends at its paid-until date */
  transfer: (licence: Licence, accountId: string, accepted: string[]) => Promise<void>
  /** announces a price to those who pay another one; refused if it begins within 30 days */
  changePrice: (
    change: PriceChange,
  ) => Promise<{ kind: 'announced'; subscribers: number } | { kind: 'too soon' }>
  ledger: () => Promise<LedgerTransaction[]>
  /** settles payments whose answer was lost, at start */
  recover: () => Promise<void>
}

export interface BillingRun {
  renewed: number
  failed: number
  suspended: number
  ended: number
  voided: number
  /** in the order of time */
  steps: BillingStep[]
  /** what could not be done, in words; the next run tries again */
  troubles: string[]
}

/** One thing that a billing run did. */
export interface BillingStep {
  at: string
  what:
    | 'renewed'
    | 'renewal failed'
    | 'renewal processing'
    | 'paid'
    | 'payment failed'
    | 'payment refunded'
    | 'suspended'
    | 'ended'
    | 'invoice void'
    | 'became free'
  account: string
  licence: string
  addon: string
  invoice: string | null
  total: number | null
  currency: string | null
}

export type Correcting =
  | { kind: 'done'; invoice: Invoice }
  | { kind: 'unknown' | 'not open' | 'not paid' | 'too much' }

export interface PriceChange {
  addon: string
  cycle: string
  currency: string
  amount: number
  from: string
}

/** A billing system behind the client area. Every one passes the same contract suite. */
export interface BillingBackend {
  marketplace: Marketplace
  desk: Desk
  office: Office
}
