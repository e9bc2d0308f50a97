import type { AddonEntry } from '../contracts/catalogue.ts'
import type { Kind } from '../contracts/manifest.ts'

/** What the grid asks for. Empty lists filter nothing. */
export interface AddonQuery {
  words: string
  kinds: Kind[]
  prices: ('free' | 'paid')[]
  tag?: string
  /** slugs among which to search; for states, which only the panel knows */
  only?: string[]
  sort: 'relevance' | 'name' | 'newest'
  /** from 1; a page past the end is the last one */
  page: number
}

export const pageSize = 24

export interface Found {
  total: number
  /** there are more matches than are ranked; `total` is the number of those that are */
  more: boolean
  pages: number
  page: number
  addons: AddonEntry[]
}

/** Why a refresh did not succeed. `no-root`: the first trusted root can't be read; `disk`: the panel's own disk. */
export type RefreshTrouble =
  | 'out-of-reach'
  | 'expired'
  | 'tampered'
  | 'rollback'
  | 'unreadable'
  | 'clock'
  | 'no-root'
  | 'disk'

/** How much the list can be trusted now. It goes on being shown in each case; `expired` blocks installing. */
export type Standing =
  | { kind: 'never'; lastFailure?: RefreshFailure }
  | {
      kind: 'fresh' | 'stale' | 'expired'
      /** the last successful refresh */
      asOf: string
      /** until when the signatures hold */
      expires: string
      lastFailure?: RefreshFailure
    }

export interface RefreshFailure {
  at: string
  reason: RefreshTrouble
  detail: string
}

export type RefreshOutcome =
  | { kind: 'fresh'; changed: number }
  | { kind: 'unchanged' }
  /** OFFLINE is set: nothing was asked */
  | { kind: 'offline' }
  /** another process has been at it for a long time */
  | { kind: 'running' }
  | { kind: 'failed'; reason: RefreshTrouble; detail: string }

/** The verified copy of the catalogue. `revision` is the catalogue's number, where the asker knows it: it saves a query. */
export interface Addons {
  find: (slug: string) => Promise<AddonEntry | undefined>
  search: (query: AddonQuery, revision?: number) => Promise<Found>
  tags: (revision?: number) => Promise<string[]>
  standing: (revision?: number) => Promise<Standing>
}

/** A list that was refreshed longer ago than this is stale: refreshing is tried every hour. */
const freshFor = 24 * 3_600_000

/** The standing of a copy that was last refreshed and last failed at these times. */
export const standingAt = (
  now: Date,
  copy: { asOf: string; expires: string } | null,
  lastFailure: RefreshFailure | null,
): Standing => {
  const failed = lastFailure ? { lastFailure } : {}
  if (!copy) return { kind: 'never', ...failed }
  const isExpired = Date.parse(copy.expires) <= now.getTime()
  const isOld = now.getTime() - Date.parse(copy.asOf) > freshFor
  return { kind: isExpired ? 'expired' : isOld || lastFailure ? 'stale' : 'fresh', ...copy, ...failed }
}
