import type { AddonEntry, ReleaseEntry } from '../../contracts/catalogue.ts'
import { type Actor, actorOf } from '../activity.ts'
import { type Failure, failure, Failed } from '../failures.ts'
import type { Installation } from '../installations.ts'
import { type Installer, questionOf } from '../installations/installing.ts'
import { back } from '../offer/back.ts'
import type { Operation, Operations, Wish } from '../operations.ts'
import { may, type Viewer } from '../permissions.ts'
import { releaseOf } from '../releases.ts'
import type { Updating } from '../updates.ts'
import { chosen } from './choosing.ts'
import { areAccepted, widenings } from './widening.ts'

/** What was pressed: the version on the button, and the names of the new rights that were shown beside it. */
export interface UpdateWish {
  version: string
  accept: readonly string[]
}

/** Replaces the installed release by the one that is offered, or by an older one that was chosen by its version. */
export const askUpdate = async (
  installer: Installer,
  addon: AddonEntry,
  asked: UpdateWish,
  viewer: Viewer,
  { actor = actorOf(viewer), also }: { actor?: Actor; also?: Parameters<Operations['start']>[2] } = {},
): Promise<Updating> => {
  if (!may(viewer, 'addons')) return refused(failure('permission'))
  const installation = await installer.installations.find(addon.slug)
  if (!installation) return { kind: 'not installed' }
  const open = await installer.operations.openFor(addon.slug)
  if (open) return joined(open, { kind: 'update', name: addon.name, version: asked.version })
  const wanted = chosen(await questionOf(installer, addon, viewer), asked.version)
  if ('why' in wanted) return refused(wanted.why)
  const rights = releaseOf(addon, installation.version)?.permissions
  if (!areAccepted(widenings(rights, wanted.release.permissions), asked.accept))
    return refused(failure('rights-not-accepted', { name: addon.name, version: asked.version }))
  return begin(installer, installation, wanted.release, asked, actor, also)
}

/** Goes back to the release that was kept, with what the add-on itself kept then. */
export const askRollback = async (
  { installations, operations, addons }: Pick<Installer, 'installations' | 'operations' | 'addons'>,
  slug: string,
  actor: Actor,
): Promise<Updating> => {
  const installation = await installations.find(slug)
  if (!installation) return { kind: 'not installed' }
  const { previous, name } = installation
  const open = await operations.openFor(slug)
  if (open) return joined(open, { kind: 'rollback', name })
  if (!previous) return refused(failure('nothing-kept', { name }))
  const { version } = previous
  if (back(installation, await addons.find(slug)).kind === 'none')
    return refused(failure('stopped', { name, version }))
  return started(operations, wishFor(installation, 'rollback', version), actor)
}

const begin = async (
  { operations, archives }: Installer,
  installation: Installation,
  release: ReleaseEntry,
  { accept }: UpdateWish,
  actor: Actor,
  also: Parameters<Operations['start']>[2],
): Promise<Updating> => {
  try {
    await archives.room(release.archive.length + 2 * release.size)
  } catch (error) {
    if (error instanceof Failed) return refused(error.failure)
    throw error
  }
  const wish = wishFor(installation, 'update', release.version)
  return started(operations, { ...wish, input: { ...wish.input, accept: accept.join(' ') } }, actor, also)
}

const wishFor = (
  { addon, kind, name, version: from }: Installation,
  what: string,
  version: string,
): Wish => ({
  kind: what,
  addon,
  addonKind: kind,
  name,
  version,
  input: { from },
})

const started = async (
  operations: Operations,
  wish: Wish,
  actor: Actor,
  also?: Parameters<Operations['start']>[2],
): Promise<Updating> => {
  const { kind, operation } = await operations.start(wish, actor, also)
  return kind === 'joined' ? joined(operation, wish) : { kind, operation }
}

// Pressing twice is asking once; another change of the add-on, also to another version, has to end first.
const joined = (
  operation: Operation,
  { kind, name, version = operation.version }: Pick<Wish, 'kind' | 'name'> & { version?: string },
): Updating =>
  operation.kind === kind && operation.version === version
    ? { kind: 'joined', operation }
    : refused(failure('busy', { name, operator: operation.operator }))

const refused = (why: Failure): Updating => ({ kind: 'refused', why })
