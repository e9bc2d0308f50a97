import { entitles, type Held, type Lapse } from '../entitlements.ts'
import type { Installation } from '../installations.ts'

/** What a fresh reply of the client area is held against. */
export interface Facts {
  installed: readonly Pick<Installation, 'addon' | 'active'>[]
  held: readonly Held[]
  lapses: readonly Lapse[]
  /** add-ons that somebody must have paid for to have them: without a right they may not stay on */
  paid: ReadonlySet<string>
  /** since when a right is missing that an installed add-on needs, by add-on */
  missing: Readonly<Record<string, string>>
  now: Date
}

export interface SwitchOff {
  addon: string
  /** `cancelled`: somebody wanted it, so it does not come back by itself */
  because: Lapse['because'] | 'cancelled'
  entitlement: string
}

/** What a fresh reply switches off and on. */
export interface Plan {
  off: SwitchOff[]
  on: string[]
  /** lapses that mean nothing any more */
  forget: string[]
  missing: Record<string, string>
}

type Standing = { kind: 'runs' } | { kind: 'off'; off: SwitchOff }

const grace = 14 * 86_400_000

/**
 * Only what a fresh reply says switches an add-on off: its right is suspended or has ended, and its grace is over. What
 * lapsed so comes on again when its right is good again. A free right never lapses.
 */
export const following = (facts: Facts): Plan => {
  const missing = missingIn(facts)
  const standing = new Map(
    facts.installed.map(({ addon }) => [addon, standingOf(addon, { ...facts, missing })]),
  )
  const isOn = new Map(facts.installed.map(({ addon, active }) => [addon, active]))
  const runs = ({ addon }: Lapse) => standing.get(addon)?.kind === 'runs'
  return {
    off: [...standing.values()].flatMap(one =>
      one.kind === 'off' && isOn.get(one.off.addon) ? [one.off] : [],
    ),
    on: facts.lapses.filter(lapse => runs(lapse) && !isOn.get(lapse.addon)).map(({ addon }) => addon),
    forget: facts.lapses
      .filter(lapse => !standing.has(lapse.addon) || (runs(lapse) && isOn.get(lapse.addon)))
      .map(({ addon }) => addon),
    missing,
  }
}

/** After too long a silence: subscriptions, but nothing that was bought once or is free. */
export const silenced = ({ installed, held, now }: Pick<Facts, 'installed' | 'held' | 'now'>): SwitchOff[] =>
  installed
    .filter(({ active }) => active)
    .flatMap(({ addon }) => {
      const rights = held.filter(one => one.addon === addon)
      const subscribed = rights.find(({ kind }) => kind === 'recurring')
      const isOwned = rights.some(
        one => one.kind === 'free' || (one.kind === 'one-time' && entitles(one, now)),
      )
      return subscribed && !isOwned ? [{ addon, because: 'silence', entitlement: subscribed.id }] : []
    })

/** Such a right keeps its add-on on: a free one never lapses. */
export const keepsOn = (right: Held, now: Date) => right.kind === 'free' || entitles(right, now)

const standingOf = (addon: string, { held, missing, now }: Facts): Standing => {
  const rights = held.filter(one => one.addon === addon)
  const [last] = rights.toSorted(byEnd)
  if (last) return ofRights(addon, rights, last, now)
  const since = missing[addon]
  return since !== undefined && now.getTime() - Date.parse(since) >= grace
    ? { kind: 'off', off: { addon, because: 'no entitlement', entitlement: '' } }
    : { kind: 'runs' }
}

const ofRights = (addon: string, rights: readonly Held[], last: Held, now: Date): Standing => {
  if (rights.some(one => keepsOn(one, now))) return { kind: 'runs' }
  return { kind: 'off', off: { addon, because: reasonOf(last), entitlement: last.id } }
}

const reasonOf = ({ state, endedBecause }: Held) => {
  if (state === 'suspended') return 'suspended'
  return endedBecause === 'cancelled' ? 'cancelled' : 'ended'
}

// the one that has not ended, else the one that ended last
const byEnd = (one: Held, other: Held) =>
  Number(one.state === 'ended') - Number(other.state === 'ended') ||
  Date.parse(other.endedAt ?? other.since) - Date.parse(one.endedAt ?? one.since)

const missingIn = ({ installed, held, paid, missing, now }: Facts) =>
  Object.fromEntries(
    installed
      .filter(({ addon }) => paid.has(addon) && !held.some(one => one.addon === addon))
      .map(({ addon }) => [addon, missing[addon] ?? now.toISOString()]),
  )
