import semver from 'semver'
import type { AddonEntry } from '../../contracts/catalogue.ts'
import type { Installation } from '../installations.ts'
import type { Installer } from '../installations/installing.ts'
import { isFree, noMoney, type Question } from '../offer.ts'
import { type Update, update } from '../offer/update.ts'
import type { Operation } from '../operations.ts'
import { noWishes, type UpdateStore, type UpdateWishes } from '../updates.ts'

/** An installed add-on of which there is something newer. */
export interface Waiting {
  addon: AddonEntry
  installation: Installation
  update: Newer
  wishes: UpdateWishes
  /** what is being done with it right now */
  running: Operation | null
}
type Newer = Exclude<Update, { kind: 'none' }>

export type Lister = Pick<
  Installer,
  'installations' | 'addons' | 'operations' | 'connection' | 'entitlements' | 'helpDesk' | 'standing'
> & { updates: Pick<UpdateStore, 'wishes'> }

/** What of an add-on may be updated; `addon` may be narrowed to fewer releases than it has. */
export type Asking = (installation: Installation, addon: AddonEntry) => Promise<Update>

/** Asks of many add-ons in one go: the login and the list's standing are read once. */
export const askingFor = async (lister: Lister): Promise<Asking> => {
  const connection = await lister.connection.current()
  const helpDesk: Question['helpDesk'] = {
    version: lister.helpDesk.version,
    offline: lister.helpDesk.offline,
    safeMode: lister.helpDesk.safeMode,
    catalogue: await lister.standing(),
  }
  return async (installation, addon) => {
    const entitlement = isFree(addon) ? null : ((await lister.entitlements.latestFor(addon.slug)) ?? null)
    return update({ addon, installation, connection, money: { ...noMoney, entitlement }, helpDesk })
  }
}

/** Everything newer than what is installed: what closes a hole first, then what can be had now, then by name. */
export const waitingUpdates = async (lister: Lister): Promise<Waiting[]> => {
  const ask = await askingFor(lister)
  const wishes = await lister.updates.wishes()
  const open = await lister.operations.openAll()
  const found = await Promise.all(
    (await lister.installations.all()).map(async installation => {
      const addon = await lister.addons.find(installation.addon)
      const newer = addon && (await ask(installation, addon))
      if (!newer || newer.kind === 'none') return []
      const running = open.find(one => one.addon === installation.addon) ?? null
      return [{ addon, installation, update: newer, wishes: wishes.get(addon.slug) ?? noWishes, running }]
    }),
  )
  return found.flat().toSorted(bySafety)
}

const bySafety = (a: Waiting, b: Waiting) =>
  Number(closesHole(b.update)) - Number(closesHole(a.update)) ||
  Number(b.update.kind === 'update') - Number(a.update.kind === 'update') ||
  a.addon.name.localeCompare(b.addon.name, 'en')

/** The version that an update leads to, where it can be had and where not. */
export const versionOf = (newer: Newer) =>
  newer.kind === 'newer help desk' ? newer.version : newer.release.version

/** Does it close a security hole? A release that the help desk is too old for says nothing about it. */
export const closesHole = (newer: Newer) => {
  if (newer.kind === 'newer help desk') return false
  return newer.kind === 'update' ? newer.security : newer.release.security
}

/**
 * Whether an update may be among many. `safe`: nothing speaks against it, so it is chosen already; `chosen`: only if
 * somebody chooses it; `no`: not among many.
 */
export type Choice =
  | { kind: 'safe' }
  | { kind: 'chosen'; because: 'skipped' | 'put back' | 'another major' | 'altered' }
  | { kind: 'no'; because: Exclude<Newer['kind'], 'update'> | 'widened' | 'running' }

/** What speaks against it comes in the order of what stops it most. */
export const choiceOf = ({
  update: newer,
  wishes,
  installation,
  running,
}: Omit<Waiting, 'addon'>): Choice => {
  if (newer.kind !== 'update') return { kind: 'no', because: newer.kind }
  if (running) return { kind: 'no', because: 'running' }
  if (newer.widened.length > 0) return { kind: 'no', because: 'widened' }
  const { version } = newer.release
  if (wishes.putBack?.version === version) return { kind: 'chosen', because: 'put back' }
  if (wishes.skipped.includes(version)) return { kind: 'chosen', because: 'skipped' }
  if (semver.major(version) !== semver.major(installation.version))
    return { kind: 'chosen', because: 'another major' }
  return installation.altered ? { kind: 'chosen', because: 'altered' } : { kind: 'safe' }
}
