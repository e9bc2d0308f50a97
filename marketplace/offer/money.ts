import type { AddonEntry } from '../../contracts/catalogue.ts'
import { type Cancellation, entitles, type Held, isFetchable, type Silence } from '../entitlements.ts'
import type { Failure } from '../failures.ts'
import type { Pricing, Purchase } from '../purchases.ts'

/** What the offer asks of buying and paying. */
export interface Money {
  entitlement: Held | null
  /** the open one */
  purchase: Purchase | null
  /** the last one, whatever became of it */
  latest: Purchase | null
  /** the last one, whatever became of it */
  cancellation: Cancellation | null
  /** null: not asked yet; it is asked only where the offer says `to be priced` */
  pricing: Pricing | null
  /** why it could not be installed now if somebody paid for it */
  obstacle: Failure | null
  silence: Silence | null
}

export const noMoney: Money = {
  entitlement: null,
  purchase: null,
  latest: null,
  cancellation: null,
  pricing: null,
  obstacle: null,
  silence: null,
}

export const isFree = ({ prices }: Pick<AddonEntry, 'prices'>) => prices.length === 0

export const isEntitled = (entitlement: Held | null | undefined, now: Date) =>
  Boolean(entitlement && entitles(entitlement, now))

/** It may be fetched, paid for or not. */
export const isToBeHad = (entitlement: Held | null | undefined) =>
  Boolean(entitlement && isFetchable(entitlement))

/** Somebody paid for it, and it may be fetched. */
export const isBought = (entitlement: Held | null | undefined) =>
  isToBeHad(entitlement) && entitlement?.kind !== 'free'
