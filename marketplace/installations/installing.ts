import type { AddonEntry, ReleaseEntry } from '../../contracts/catalogue.ts'
import { type Actor, actorOf } from '../activity.ts'
import type { Standing } from '../addons.ts'
import type { CancellationStore } from '../entitlements.ts'
import { Failed, type Failure, failure } from '../failures.ts'
import type { Kept } from '../installations.ts'
import { type Get, noMoney, offer, type Question } from '../offer.ts'
import { whyNotOlder } from '../offer/older.ts'
import type { Operation, Operations } from '../operations.ts'
import type { Viewer } from '../permissions.ts'
import { may } from '../permissions.ts'
import { releaseOf } from '../releases.ts'
import { checkCodeIsFree } from './activation.ts'
import type { Ground } from './ground.ts'

export type Installing =
  | { kind: 'started' | 'joined'; operation: Operation }
  | { kind: 'refused'; why: Failure }

export interface Installer extends Ground {
  operations: Operations
  cancellations: Pick<CancellationStore, 'latestFor'>
  helpDesk: { version: string; offline: boolean; safeMode: boolean }
  standing: () => Promise<Standing>
}

/**
 * Installs and activates the release that is offered, if this operator may have it now; or, by its `version`, the one that
 * kept the data of an earlier installation.
 */
export const install = async (
  installer: Installer,
  addon: AddonEntry,
  viewer: Viewer,
  { actor = actorOf(viewer), version }: { actor?: Actor | undefined; version?: string | undefined } = {},
): Promise<Installing> => {
  if (!may(viewer, 'addons')) return refused(failure('permission'))
  const open = await installer.operations.openFor(addon.slug)
  if (open) return joined(open)
  const question = await questionOf(installer, addon, viewer)
  const { get } = offer(question)
  if (get.kind !== 'install') return refused(whyNot(get, addon))
  if (version === undefined || version === get.release.version)
    return installRelease(installer, addon, get.release, actor)
  const release = thatKept(question, await installer.installations.kept(addon.slug), version)
  return 'why' in release
    ? refused(release.why)
    : installRelease(installer, addon, release, actor, { chosen: 'older' })
}

/** Nothing else than that release is chosen by its version. */
const thatKept = (
  question: Question,
  kept: Kept | undefined,
  version: string,
): ReleaseEntry | { why: Failure } => {
  const { addon } = question
  const release = kept?.version === version ? releaseOf(addon, version) : undefined
  if (!release) return { why: failure('no-longer-offered', { name: addon.name, version }) }
  const why = whyNotOlder(question, release)
  return why ? { why } : release
}

/** What the offer asks, as things stand now. */
export const questionOf = async (
  installer: Installer,
  addon: AddonEntry,
  operator: Viewer,
): Promise<Question> => {
  const { installations, connection, helpDesk, standing, now } = installer
  return {
    addon,
    installation: (await installations.find(addon.slug)) ?? null,
    running: false,
    connection: await connection.current(),
    money: await moneyOf(installer, addon.slug),
    operator,
    helpDesk: { ...helpDesk, catalogue: await standing() },
    now: now(),
  }
}

const moneyOf = async ({ entitlements, purchases, cancellations }: Installer, addon: string) => ({
  ...noMoney,
  entitlement: (await entitlements.latestFor(addon)) ?? null,
  purchase: (await purchases.openFor(addon)) ?? null,
  cancellation: (await cancellations.latestFor(addon)) ?? null,
})

/** Installs one release, whoever decided that it may be: disk and language are looked at, nothing else. */
export const installRelease = async (
  { operations, archives, ...ground }: Pick<Installer, 'operations'> & Ground,
  addon: AddonEntry,
  { version, archive, size }: ReleaseEntry,
  actor: Actor,
  input: Record<string, string> = {},
): Promise<Installing> => {
  const { slug, kind, name, language } = addon
  try {
    await archives.room(archive.length + 2 * size)
    if (language) await checkCodeIsFree(ground, language.code, slug)
  } catch (error) {
    if (error instanceof Failed) return refused(error.failure)
    throw error
  }
  const wish = { kind: 'install', addon: slug, addonKind: kind, name, version, input }
  const { kind: how, operation } = await operations.start(wish, actor)
  return how === 'joined' ? joined(operation) : { kind: how, operation }
}

// Pressing twice is asking once; another change of the add-on has to end first.
const joined = (operation: Operation): Installing =>
  operation.kind === 'install'
    ? { kind: 'joined', operation }
    : refused(failure('busy', { name: operation.name, operator: operation.operator }))

const refused = (why: Failure): Installing => ({ kind: 'refused', why })

const whyNot = (get: Exclude<Get, { kind: 'install' }>, { name }: AddonEntry): Failure => {
  switch (get.kind) {
    case 'nothing':
      return failure('installed-already', { name })
    case 'stopped':
      return failure(get.because.replace(' ', '-'), { name })
    case 'not supported':
      return failure('not-supported', { name, needs: get.needs })
    case 'withdrawn':
      return failure('withdrawn', {
        name,
        version: get.release.version,
        reason: get.release.withdrawn?.reason ?? '',
      })
    case 'login':
      return failure('not-connected', { name })
    case 'licence inactive':
      return failure('licence-inactive', { name, state: get.state })
    case 'checking':
    case 'due':
      return failure('purchase-open', { name })
    case 'suspended':
      return failure('suspended', { name })
    case 'cancelling':
      return failure('cancelling', { name })
    case 'obstacle':
      return get.why
    case 'may not spend':
    case 'moved or copy':
    case 'copy':
    case 'to be priced':
    case 'no price':
    case 'purchase':
      return failure('not-purchased', { name })
  }
}
