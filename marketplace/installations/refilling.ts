import { soukItself } from '../activity.ts'
import type { Addons } from '../addons.ts'
import type { ConnectionVerbs } from '../connection.ts'
import type { Archives, Installation, InstallationStore } from '../installations.ts'
import type { Operation, Operations } from '../operations.ts'
import { releaseOf } from '../releases.ts'

export interface Refilling {
  addons: Pick<Addons, 'find'>
  archives: Pick<Archives, 'state'>
  connection: Pick<ConnectionVerbs, 'current'>
  installations: Pick<InstallationStore, 'all' | 'release'>
  operations: Pick<Operations, 'start' | 'openFor' | 'latestFor'>
  offline: boolean
}

/**
 * Fetches what is installed and missing on disk, as after a restore on another machine: when the list of add-ons has been
 * read, and when somebody has logged in. What failed for a reason that stays waits until somebody presses Repair.
 */
export const refill = async (refilling: Refilling) => {
  for (const one of await refilling.installations.all())
    if (one.altered && (await isMissing(refilling, one))) await fetchAgain(refilling, one)
}

const isMissing = async ({ installations, archives }: Refilling, { addon, version }: Installation) => {
  const placed = await installations.release(addon, version)
  return !placed || (await archives.state(placed)) === 'missing'
}

/** Begins to fetch a release again, where that can be done now. */
export const fetchAgain = async (refilling: Refilling, installation: Installation) => {
  const { addon, kind, name, version } = installation
  if (!(await canBeFetched(refilling, installation))) return
  await refilling.operations.start({ kind: 'repair', addon, addonKind: kind, name, version }, soukItself)
}

const canBeFetched = async (
  { offline, addons, operations, connection }: Refilling,
  { addon, version }: Installation,
) => {
  const listed = offline ? undefined : await addons.find(addon)
  const entry = listed && releaseOf(listed, version)
  if (!entry || (entry.from === 'client-area' && !(await connection.current()))) return false
  const last = await operations.latestFor(addon)
  return last?.state !== 'running' && !hasFailed(last)
}

// that somebody could not be reached then, or nobody was logged in, says nothing of now
const passing = ['not-connected', 'out-of-reach', 'purchase-unchecked', 'disk-full', 'interrupted']

const hasFailed = (last: Operation | undefined) =>
  last?.kind === 'repair' && last.state === 'failed' && !passing.includes(last.failure?.code ?? '')
