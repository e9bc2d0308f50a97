import semver from 'semver'
import { soukItself } from '../activity.ts'
import { type Failure, failure } from '../failures.ts'
import type { Installation, InstallationStore, PlacedRelease } from '../installations.ts'
import type { Atomically } from '../operations.ts'
import { changed, type Ground } from './ground.ts'
import { switchedOff } from './stopping.ts'

/** Why a release may not run on this version of the help desk. */
export const whyUnsupported = (
  { release }: PlacedRelease,
  name: string,
  helpDesk: string,
): Failure | undefined => {
  const { supports } = release.manifest
  const needs = typeof supports === 'string' ? supports : '*'
  return semver.satisfies(helpDesk, needs) ? undefined : failure('unsupported', { name, needs, helpDesk })
}

/** It would run, were it not for the version of the help desk. */
export const isUnsupported = ({ failure: why }: Pick<Installation, 'failure'>) => why?.code === 'unsupported'

export interface Supporting extends Pick<Ground, 'packs' | 'englishCode' | 'now'> {
  installations: Pick<InstallationStore, 'all' | 'release'>
  atomically: Atomically
  helpDesk: { version: string }
}

/**
 * After the help desk itself has changed, and before any add-on runs: what does not support it is switched off before it can
 * break. Answers with those that were off for that reason, and fit again.
 */
export const stopUnsupported = async (supporting: Supporting): Promise<Installation[]> => {
  const fitting: Installation[] = []
  for (const one of await supporting.installations.all()) {
    const placed = await supporting.installations.release(one.addon, one.version)
    const why = placed && whyUnsupported(placed, one.name, supporting.helpDesk.version)
    if (why && one.active) await switchOff(supporting, one, why)
    if (placed && !why && isUnsupported(one)) fitting.push(one)
  }
  return fitting
}

const switchOff = (supporting: Supporting, { addon, version }: Installation, why: Failure) =>
  supporting.atomically(async stores => {
    if (!(await switchedOff(supporting, addon, soukItself, stores))) return
    const one = await stores.installations.find(addon)
    if (one) await stores.installations.put(changed(one, { failure: why }, soukItself, supporting))
    const detail = `needs help desk ${String(why.values['needs'])}`
    await stores.record({ ...soukItself, act: 'addon.switch-off', addon, version, result: 'done', detail })
  })
