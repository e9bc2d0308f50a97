import type { Entitlement } from '../contracts/marketplace-api.ts'
import type { Actor } from './activity.ts'
import type { Failure } from './failures.ts'
import type { Operation } from './operations.ts'
import type { Viewer } from './permissions.ts'

/** The right to run one add-on under this licence, as the client area last said. */
export interface Held extends Entitlement {
  readAt: string
}

export interface EntitlementStore {
  /**
   * All of this licence as one fresh reply. What is not in it is gone, if it was known before the reply was asked for:
   * one bought meanwhile stays, and so does a newer revision.
   */
  replaceAll(held: Held[], knownBefore: readonly string[]): Promise<void>
  /** forgets all: another login, perhaps of another licence, begins anew */
  clear(): Promise<void>
  /** an older revision never replaces a newer one; answers whether it was taken */
  put(held: Held): Promise<boolean>
  find(id: string): Promise<Held | undefined>
  /** the one that has not ended, else the one that ended last */
  latestFor(addon: string): Promise<Held | undefined>
  all(): Promise<Held[]>
}

/** May it be installed and run? Past due still may; suspended and ended may while their grace lasts. */
export const entitles = ({ state, usableUntil }: Entitlement, now: Date) =>
  state === 'active' ||
  state === 'past due' ||
  (usableUntil !== null && Date.parse(usableUntil) > now.getTime())

/** Is it handed out? What has ended may run on until its grace is over, and is fetched no more. */
export const isFetchable = ({ state }: Entitlement) => state === 'active' || state === 'past due'

/** It was paid for once, and is not any more: it may stay on disk, but not run. A right nobody knows of is no ground. */
export const isUnpaid = (right: Entitlement | undefined, now: Date) =>
  right !== undefined && right.kind !== 'free' && !entitles(right, now)

/** Something is still billed, or would be: Cancel is offered. */
export const isCancellable = ({ kind, state, endsAt }: Entitlement) =>
  kind === 'recurring' && state !== 'ended' && endsAt === null

/** An add-on that was on when it was switched off because its right lapsed; it comes back by itself after a late payment. */
export interface Lapse {
  addon: string
  entitlement: string
  at: string
  because: 'suspended' | 'ended' | 'silence' | 'no entitlement'
}

export interface LapseStore {
  add(lapse: Lapse): Promise<void>
  all(): Promise<Lapse[]>
  remove(addon: string): Promise<void>
}

/** A cancellation that was asked for, and whether billing is known to have stopped. */
export interface Cancellation extends Actor {
  reference: string
  entitlement: string
  addon: string
  name: string
  /** `unknown`: asked, and no answer is known yet; `refused`: billing goes on; `done`: billing has stopped */
  state: 'asked' | 'unknown' | 'refused' | 'done'
  askedAt: string
  settledAt: string | null
}

export interface CancellationStore {
  add(cancellation: Cancellation): Promise<void>
  put(cancellation: Cancellation): Promise<void>
  find(reference: string): Promise<Cancellation | undefined>
  /** asked or unknown */
  openFor(addon: string): Promise<Cancellation | undefined>
  openAll(): Promise<Cancellation[]>
  latestFor(addon: string): Promise<Cancellation | undefined>
}

export type Cancelled =
  | { kind: 'started' | 'joined'; operation: Operation }
  | { kind: 'refused'; why: Failure }

/** How long the client area has said nothing while this panel ran, and when that switches paid add-ons off. */
export interface Silence {
  /** last time it answered; null: never since the login */
  answeredAt: string | null
  /** days of a running panel without an answer */
  days: number
  /** when subscriptions lapse if it goes on; null: not yet worth a warning */
  lapsesAt: string | null
}

/** What routes and other domain files ask of the rights to paid add-ons. */
export interface Entitlements {
  latestFor(addon: string): Promise<Held | undefined>
  all(): Promise<Held[]>
  cancel(addon: string, viewer: Viewer): Promise<Cancelled>
  cancellationFor(addon: string): Promise<Cancellation | undefined>
  silence(): Promise<Silence>
  /** Reads what the client area knows of this licence and follows it; one run at a time, whoever asks meanwhile joins. */
  sync(): Promise<Synced>
  /** the same soon, in the background: after a login, a webhook, a payment */
  syncSoon(): void
}

export type Synced = { kind: 'synced' | 'not connected' | 'offline' } | { kind: 'failed'; why: string }
