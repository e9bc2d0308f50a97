import type { MarketplaceEvent } from '../../contracts/marketplace-api.ts'

/** An event to be told to one help desk; `attempts` counts this one, too. */
export interface DueDelivery {
  event: MarketplaceEvent
  licenceId: string
  attempts: number
}

export interface DeliveryState {
  event: string
  attempts: number
  /** null: delivered, or given up */
  nextAt: string | null
  deliveredAt: string | null
  trouble: string | null
}

/** The outbox: rows stored with the events themselves, so that nothing is told that did not happen. */
export interface Deliveries {
  /** Takes what is due, one of a help desk at most; nobody else gets it until the lease ends. */
  claim: (now: Date, leaseUntil: Date, most: number) => Promise<DueDelivery[]>
  delivered: (eventId: string, at: Date) => Promise<void>
  retry: (eventId: string, at: Date, trouble: string) => Promise<void>
  giveUp: (eventId: string, trouble: string) => Promise<void>
  of: (licenceId: string) => Promise<DeliveryState[]>
  /** forgets what was delivered or given up of events before that time */
  sweep: (before: Date) => Promise<void>
}
