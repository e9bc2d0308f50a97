import type { InboxEventName } from '../../contracts/inbox.ts'
import type { Json } from '../../contracts/json.ts'

/** One event on its way to one add-on. `dead`: given up. */
export interface Delivery {
  id: number
  addon: string
  event: InboxEventName
  conversation: string
  payload: Json
  attempts: number
  /** somebody took it up before, and may have told it */
  begun: boolean
  at: string
}

export interface NewDelivery extends Omit<Delivery, 'id' | 'attempts' | 'begun'> {
  /** number of the event that it came of, if it was that */
  source: number | null
  /** names the reply that a channel is to send, and which try of it */
  message: string | null
}

/** How many of the last day went well, wait, and were given up. */
export interface DeliveryCounts {
  done: number
  waiting: number
  dead: number
}

/** One hour, `2026-11-22T08` in UTC. */
export interface DeliveryHour {
  hour: string
  done: number
  dead: number
}

export interface DeliveryStore {
  /** Once for each source and each message of an add-on, whoever else does the same. */
  add(delivery: NewDelivery): Promise<void>
  /** How many wait for that add-on. */
  waiting(addon: string): Promise<number>
  /**
   * Takes what is due of these add-ons, the oldest of each conversation only; nobody else gets it before the lease ends.
   * Nothing of one whose release is about to change: that is for the next one.
   */
  claim(addons: readonly string[], now: string, leaseUntil: string, most: number): Promise<Delivery[]>
  /** Is any of that add-on being told right now, by whatever process? */
  areHeld(addon: string, now: string): Promise<boolean>
  done(id: number, at: string): Promise<void>
  /** `counts`: it was a try of its own, not a time at which there was none */
  retry(id: number, nextAt: string, trouble: string, counts: boolean): Promise<void>
  giveUp(id: number, at: string, trouble: string): Promise<void>
  counts(addon: string, since: string): Promise<DeliveryCounts>
  /** how many were settled in each hour of UTC from that one (`2026-11-22T08`) on, where there were any; oldest first */
  hours(addon: string, from: string): Promise<DeliveryHour[]>
  /** why the newest one failed that did */
  lastTrouble(addon: string): Promise<{ at: string; text: string } | undefined>
  /** when the next one is due, if any waits */
  nextDue(addons: readonly string[]): Promise<string | undefined>
  /** forgets what was settled before the one time, and that it was counted before the other */
  sweep(before: string, countedBefore: string): Promise<void>
}

export const mostTries = 10
const second = 1000
const hour = 3_600 * second

/** Milliseconds until the next try: 5 s after the first one, three times as long each time, an hour at most. */
export const waitAfter = (tries: number) => Math.min(hour, 5 * second * 3 ** (tries - 1))
