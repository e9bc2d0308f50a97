import type {
  Cycle,
  InvoiceSummary,
  Purchase as Reply,
  Quote,
  QuoteReply,
  Refusal,
} from '../contracts/marketplace-api.ts'
import type { AddonEntry } from '../contracts/catalogue.ts'
import type { Actor } from './activity.ts'
import type { Charge } from './charges.ts'
import type { Account } from './connection.ts'
import type { Failure } from './failures.ts'
import type { Operation } from './operations.ts'
import type { Viewer } from './permissions.ts'

/**
 * - `unsent`: committed here; the client area was not asked yet.
 * - `unknown`: it was asked, or may have been, and its answer is not known yet.
 * - `paid`, `payment due`, `action required`, `processing`, `refused`, `withdrawn`, `void`: as the client area says.
 * - `not sent`: it certainly charged nothing and never will for this reference.
 * - `needs a look`: its answer does not fit what was asked; nothing is done until it does.
 */
export type PurchaseState = 'unsent' | 'unknown' | 'not sent' | 'needs a look' | Reply['state']

export const openStates = [
  'unsent',
  'unknown',
  'payment due',
  'action required',
  'processing',
  'needs a look',
] as const satisfies PurchaseState[]

export const allStates: readonly PurchaseState[] = [
  ...openStates,
  'paid',
  'refused',
  'withdrawn',
  'void',
  'not sent',
]

/** It may still come to a charge: no other purchase of the add-on may begin. */
export const isOpen = ({ state }: { state: PurchaseState }) => openStates.some(open => open === state)

/** Whether anything was charged is not known, or makes no sense. */
export const isUnclear = ({ state }: { state: PurchaseState }) =>
  state === 'unsent' || state === 'unknown' || state === 'needs a look'

/** An operation that charges. */
export const isBuying = ({ kind }: Operation) => kind === 'purchase' || kind === 'repurchase'

/** One attempt to pay for one add-on under this help desk's licence. */
export interface Purchase extends Actor {
  /** our own name for it at the client area */
  reference: string
  addon: string
  name: string
  licence: string
  account: Account
  /** id of the quote that the button stood for; empty for one found at the client area after a restore */
  quote: string
  cycle: Cycle
  currency: string
  /** minor units: the amount on the button, tax included */
  total: number
  /** version of the terms that the press accepted */
  terms: string
  state: PurchaseState
  refusal: Refusal | null
  /** why it was not sent */
  failure: Failure | null
  invoice: InvoiceSummary | null
  entitlement: string | null
  /** what the client area said instead, where it needs a look */
  odd: OddAnswer | null
  placedAt: string
  /** when the client area last said something about it */
  checkedAt: string | null
}

/** Both figures for a person to look at: what was confirmed here is in the purchase, this is what came back. */
export interface OddAnswer {
  addon: string
  cycle: string
  currency: string
  total: number
  account: string
  state: string
  fields: string[]
}

export interface PurchaseStore {
  /** Throws if the add-on has an open purchase under this licence already. */
  add(purchase: Purchase): Promise<void>
  put(purchase: Purchase): Promise<void>
  find(reference: string): Promise<Purchase | undefined>
  /** `licence`: only of that one */
  openFor(addon: string, licence?: string): Promise<Purchase | undefined>
  latestFor(addon: string): Promise<Purchase | undefined>
  openAll(): Promise<Purchase[]>
  /** newest first */
  list(page: number): Promise<{ total: number; pages: number; purchases: Purchase[] }>
}

/** What the client area wants for one add-on in each cycle, as it was told and when. */
export interface Quoted extends Omit<QuoteReply, 'quotes'> {
  version: string
  quotes: Quote[]
  readAt: string
}

export interface QuoteStore {
  put(quoted: Quoted): Promise<void>
  /** the last one of this add-on */
  latestFor(addon: string, licence: string): Promise<Quoted | undefined>
  /** the one that holds a quote */
  holding(quote: string): Promise<Quoted | undefined>
  /** Uses a quote up, and with it every other one of its add-on; false if it was used before, so that nothing is bought twice. */
  take(quote: string): Promise<boolean>
  /** expired ones of long ago go */
  sweep(before: string): Promise<void>
}

/** Prices for the buttons: kept ones while they are good, else asked, for a moment only. */
export type Pricing =
  | { kind: 'quoted'; quoted: Quoted }
  /** the client area can't be asked now, or its answer can't be used */
  | { kind: 'out of reach' }
  /** not in this account's currency, or not at all any more */
  | { kind: 'not sold' }
  /** bought already, as the client area knows and this help desk does not yet */
  | { kind: 'already entitled' }
  | { kind: 'not connected' }
  | { kind: 'licence inactive' }

/** The four fields of the form; `attempt` names a stored quote, the others are only compared with it. */
export interface Order {
  attempt: string
  cycle: string
  amount: string
  currency: string
}

export type Placing =
  | { kind: 'started' | 'joined'; operation: Operation }
  /** an open purchase of it is there already: its state is shown */
  | { kind: 'open already'; purchase: Purchase }
  /** nothing was charged; the new price is shown */
  | { kind: 'price changed' }
  | { kind: 'refused'; why: Failure }

export type PaymentCheck =
  | { kind: 'checked'; purchase: Purchase }
  | { kind: 'nothing open' }
  | { kind: 'not checked'; why: Failure }

/** What routes and other domain files ask of the purchases. */
export interface Purchases {
  price(addon: AddonEntry, version: string): Promise<Pricing>
  /** why it could not be installed now if somebody paid for it; null: nothing stands in the way */
  obstacle(addon: AddonEntry): Promise<Failure | null>
  place(addon: AddonEntry, order: Order, viewer: Viewer): Promise<Placing>
  /** somebody looks at the add-on: what became of its open purchase is asked for, if that was not done a moment ago. True if it was. */
  visit(addon: string): Promise<boolean>
  /** asks the client area about the open purchase now */
  check(addon: string, actor: Actor): Promise<PaymentCheck>
  /** takes back an order that was never paid */
  withdraw(addon: string, actor: Actor): Promise<PaymentCheck>
  openFor(addon: string): Promise<Purchase | undefined>
  openAll(): Promise<Purchase[]>
  latestFor(addon: string): Promise<Purchase | undefined>
  list: PurchaseStore['list']
  /** what was charged since then, renewals too, as far as this panel knows; oldest first */
  charges(since: string): Promise<Charge[]>
}

export type { CardSummary, Cycle, InvoiceSummary, Quote } from '../contracts/marketplace-api.ts'
