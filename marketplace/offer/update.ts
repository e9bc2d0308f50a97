import semver from 'semver'
import type { AddonEntry, ReleaseEntry } from '../../contracts/catalogue.ts'
import type { Question } from '../offer.ts'
import { newerReleases, newestRelease, offeredRelease, releaseOf, supports } from '../releases.ts'
import { type Widening, widenings } from '../updates/widening.ts'
import { whatStops } from './get.ts'
import { isFree, isToBeHad } from './money.ts'

export type Update =
  | { kind: 'none' }
  | { kind: 'newer help desk'; version: string; needs: string }
  | { kind: 'login'; release: ReleaseEntry }
  /** it runs on as it is, but what is newer is for those who pay */
  | { kind: 'not entitled'; release: ReleaseEntry }
  /** no release is put in place now */
  | { kind: 'stopped'; release: ReleaseEntry; because: 'safe mode' | 'offline' | 'catalogue expired' }
  | Newer

export interface Newer {
  kind: 'update'
  release: ReleaseEntry
  /** one of the releases up to the offered one closes a hole */
  security: boolean
  /** every release that it brings, newest first */
  notes: ReleaseEntry[]
  /** what it asks for beyond what was accepted */
  widened: Widening[]
}

type Asked = Pick<Question, 'addon' | 'installation' | 'connection' | 'money' | 'helpDesk'>

export const update = (question: Asked): Update => {
  const { installation, connection, helpDesk } = question
  if (!installation) return { kind: 'none' }
  const newest = newerThan(installation.version, question.addon, helpDesk.version)
  if (!newest) return beyondThisHelpDesk(question, installation.version)
  const because = whatStops(helpDesk)
  if (because) return { kind: 'stopped', release: newest, because }
  if (!connection) return { kind: 'login', release: newest }
  const addon = withinRight(question)
  const release = addon && newerThan(installation.version, addon, helpDesk.version)
  if (!release) return { kind: 'not entitled', release: newest }
  return newer(addon, installation.version, release, helpDesk.version)
}

const newerThan = (installed: string, addon: AddonEntry, helpDesk: string) => {
  const release = offeredRelease(addon, helpDesk)
  return release && semver.gt(release.version, installed) ? release : undefined
}

/** What may be fetched of it: nothing, all, or releases of the major version that was bought. */
export const withinRight = ({ addon, money: { entitlement } }: Pick<Question, 'addon' | 'money'>) => {
  if (isFree(addon)) return addon
  if (!entitlement || !isToBeHad(entitlement)) return undefined
  const { major } = entitlement
  if (major === null) return addon
  return { ...addon, releases: addon.releases.filter(({ version }) => semver.major(version) <= major) }
}

const newer = (addon: AddonEntry, installed: string, release: ReleaseEntry, helpDesk: string): Newer => {
  const notes = newerReleases(addon, installed, helpDesk)
  return {
    kind: 'update',
    release,
    security: notes.some(one => one.security),
    notes,
    // of a release that is listed no more all rights count as new
    widened: widenings(releaseOf(addon, installed)?.permissions, release.permissions),
  }
}

const beyondThisHelpDesk = ({ addon, helpDesk }: Asked, installed: string): Update => {
  const newest = newestRelease(addon)
  return semver.gt(newest.version, installed) && !supports(newest, helpDesk.version)
    ? { kind: 'newer help desk', version: newest.version, needs: newest.supports }
    : { kind: 'none' }
}
