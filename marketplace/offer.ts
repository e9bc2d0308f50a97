import semver from 'semver'
import type { AddonEntry, ReleaseEntry } from '../contracts/catalogue.ts'
import type { Standing } from './addons.ts'
import { type GridName, gridOf } from './kinds.ts'
import { may, type Viewer } from './permissions.ts'
import { newerReleases, newestRelease, offeredRelease, releaseOf, supports } from './releases.ts'

/** What the offer asks of an installation. */
export interface Installed {
  version: string
  active: boolean
  /** the files on disk are no longer the signed ones */
  altered: boolean
}

/** What the offer asks of the login to the client area; null: not connected. */
export interface Connected {
  licence: { state: 'active' | 'suspended' | 'expired' }
}

/** What the offer asks of the help desk itself. */
export interface HelpDesk {
  version: string
  offline: boolean
  safeMode: boolean
  catalogue: Standing
}

export interface Question {
  addon: AddonEntry
  installation: Installed | null
  /** an operation of this add-on is open */
  running: boolean
  connection: Connected | null
  operator: Viewer
  helpDesk: HelpDesk
}

export type Get =
  | { kind: 'nothing' }
  | { kind: 'stopped'; because: 'safe mode' | 'offline' | 'catalogue expired' }
  | { kind: 'not supported'; needs: string }
  | { kind: 'withdrawn'; release: ReleaseEntry }
  | { kind: 'runs code' }
  | { kind: 'login' }
  | { kind: 'licence inactive'; state: 'suspended' | 'expired' }
  | { kind: 'install'; release: ReleaseEntry }
  | { kind: 'may not spend' }
  | { kind: 'no purchase yet' }

export type Update =
  | { kind: 'none' }
  | { kind: 'newer help desk'; version: string; needs: string }
  | { kind: 'login'; release: ReleaseEntry }
  /** security: one of the releases up to the offered one closes a hole */
  | { kind: 'no update yet'; release: ReleaseEntry; security: boolean }

export type Manage = { kind: 'none' } | { kind: 'manage' | 'repair'; grid: GridName; allowed: boolean }

export type OfferNotice =
  | { kind: 'older release offered'; version: string; newest: string; needs: string }
  | { kind: 'installed release withdrawn'; release: ReleaseEntry }

export interface Offer {
  running: boolean
  get: Get
  update: Update
  manage: Manage
  notices: OfferNotice[]
}

/** What one operator is shown and may press on one add-on. While an operation of it runs there is no other button. */
export const offer = (question: Question): Offer => ({
  running: question.running,
  get: question.running ? { kind: 'nothing' } : get(question),
  update: question.running ? { kind: 'none' } : update(question),
  manage: question.running ? { kind: 'none' } : manage(question),
  notices: notices(question),
})

/** The first row that applies wins. */
const get = (question: Question): Get => {
  const { addon, installation, connection, operator, helpDesk } = question
  if (installation) return { kind: 'nothing' }
  const stopped = whatStops(helpDesk)
  if (stopped) return { kind: 'stopped', because: stopped }
  const release = offeredRelease(addon, helpDesk.version)
  if (!release) return whyNone(addon, helpDesk)
  // nobody logs in, or pays, for what this panel cannot run
  if (addon.kind !== 'language') return { kind: 'runs code' }
  if (!connection) return { kind: 'login' }
  if (connection.licence.state !== 'active')
    return { kind: 'licence inactive', state: connection.licence.state }
  if (isFree(addon)) return { kind: 'install', release }
  return may(operator, 'addons.spend') ? { kind: 'no purchase yet' } : { kind: 'may not spend' }
}

const whatStops = ({ safeMode, offline, catalogue }: HelpDesk) => {
  if (safeMode) return 'safe mode'
  if (offline) return 'offline'
  return catalogue.kind === 'expired' ? 'catalogue expired' : null
}

const whyNone = (addon: AddonEntry, { version }: HelpDesk): Get => {
  const withdrawn = addon.releases.find(release => release.withdrawn && supports(release, version))
  return withdrawn
    ? { kind: 'withdrawn', release: withdrawn }
    : { kind: 'not supported', needs: newestRelease(addon).supports }
}

const update = ({ addon, installation, connection, helpDesk }: Question): Update => {
  if (!installation) return { kind: 'none' }
  const release = offeredRelease(addon, helpDesk.version)
  if (release && semver.gt(release.version, installation.version)) {
    if (!connection) return { kind: 'login', release }
    const newer = newerReleases(addon, installation.version, helpDesk.version)
    return { kind: 'no update yet', release, security: newer.some(one => one.security) }
  }
  const beyond = newestRelease(addon)
  return semver.gt(beyond.version, installation.version) && !supports(beyond, helpDesk.version)
    ? { kind: 'newer help desk', version: beyond.version, needs: beyond.supports }
    : { kind: 'none' }
}

const manage = ({ addon, installation, operator }: Question): Manage => {
  if (!installation) return { kind: 'none' }
  const grid = gridOf(addon.kind)
  return { kind: installation.altered ? 'repair' : 'manage', grid, allowed: may(operator, grid) }
}

const notices = ({ addon, installation, helpDesk }: Question): OfferNotice[] => {
  const offered = offeredRelease(addon, helpDesk.version)
  const last = newestRelease(addon)
  const installed = installation && releaseOf(addon, installation.version)
  return [
    ...(installed?.withdrawn ? [{ kind: 'installed release withdrawn' as const, release: installed }] : []),
    ...(!installation && offered && offered !== last && !supports(last, helpDesk.version)
      ? [
          {
            kind: 'older release offered' as const,
            version: offered.version,
            newest: last.version,
            needs: last.supports,
          },
        ]
      : []),
  ]
}

const isFree = (addon: AddonEntry) => addon.prices.length === 0
