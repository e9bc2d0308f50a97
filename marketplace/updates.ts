import type { AddonEntry } from '../contracts/catalogue.ts'
import type { Actor } from './activity.ts'
import type { Failure } from './failures.ts'
import type { Operation } from './operations.ts'
import type { Viewer } from './permissions.ts'
import type { UpdateWish } from './updates/asking.ts'

/** When an add-on is updated without anybody pressing: never, or releases of such a sort. */
export const policies = ['ask', 'security', 'patch', 'minor'] as const
export type Policy = (typeof policies)[number]

/** What operators wish of the updates of one add-on; null: as all the others. */
export interface UpdateWishes {
  policy: Policy | null
  waitHours: number | null
  /** versions that are not wanted here */
  skipped: readonly string[]
  /** the last release that had to be put back; no policy tries that version again */
  putBack: PutBack | null
}

/** A release that did not do, and what runs in its place. */
export interface PutBack {
  version: string
  to: string
  at: string
  why: Failure
}

/** An add-on that is looked at closely since its release changed. Times are ISO 8601 in UTC. */
export interface Watch {
  addon: string
  /** the update */
  operation: string
  from: string
  to: string
  since: string
  until: string
  /** when its code was last seen running: while it does not, its time stands still */
  ranAt: string
  /** how it did since, in all processes together */
  calls: number
  failures: number
  lastError: string | null
  /** why it is to be put back, once that is known */
  trouble: Failure | null
}

/** What is new since one process last looked. */
export interface Seen {
  calls: number
  failures: number
  lastError: string | null
}

export interface UpdateStore {
  watches(): Promise<Watch[]>
  watch(watch: Watch): Promise<void>
  /** Adds what one process saw; several may at once. */
  count(watch: Watch, seen: Seen): Promise<void>
  /** Moves its time on, unless another process did since it was read. */
  move(watch: Watch, time: Pick<Watch, 'since' | 'until' | 'ranAt'>): Promise<void>
  /** `operation`: only the window of that update, not of one begun since */
  unwatch(addon: string, operation?: string): Promise<void>
  wishesFor(addon: string): Promise<UpdateWishes>
  /** those that somebody wished, by add-on */
  wishes(): Promise<Map<string, UpdateWishes>>
  wish(addon: string, change: Partial<UpdateWishes>): Promise<void>
  /** everything about one add-on */
  forget(addon: string): Promise<void>
}

export type Updating =
  | { kind: 'started' | 'joined'; operation: Operation }
  | { kind: 'refused'; why: Failure }
  | { kind: 'not installed' }

/** What operators ask of the release that is installed. */
export interface Updates extends Pick<UpdateStore, 'wishesFor' | 'wishes'> {
  /** Replaces it by the release on the button, with the rights that were accepted by name. */
  update(addon: AddonEntry, wish: UpdateWish, viewer: Viewer, actor?: Actor): Promise<Updating>
  /** Goes back to the release that was kept. */
  rollback(slug: string, actor: Actor): Promise<Updating>
}

export const noWishes: UpdateWishes = { policy: null, waitHours: null, skipped: [], putBack: null }
