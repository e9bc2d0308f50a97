import { soukItself } from '../activity.ts'
import type { Addons } from '../addons.ts'
import type { Installation, InstallationStore } from '../installations.ts'
import { releaseOf } from '../releases.ts'
import type { Managing } from './managing.ts'

export interface Stopper {
  installations: Pick<InstallationStore, 'all'>
  addons: Pick<Addons, 'find'>
  manage: Pick<Managing, 'deactivate' | 'makeDefault'>
}

/**
 * Switches off every installed release that the vendor withdrew with the severity `stop`. Where it is the default
 * language, English steps in first.
 */
export const stopWithdrawn = async (stopper: Stopper) => {
  const active = (await stopper.installations.all()).filter(one => one.active)
  for (const installation of active)
    if (await mustStop(installation, stopper.addons)) await switchOff(installation, stopper.manage)
}

const switchOff = async ({ addon }: Installation, manage: Stopper['manage']) => {
  const outcome = await manage.deactivate(addon, soukItself)
  if (outcome.kind !== 'refused' || outcome.why.code !== 'default-language') return
  await manage.makeDefault(null, soukItself)
  await manage.deactivate(addon, soukItself)
}

/** The vendor says that this release must not run. */
export const mustStop = async ({ addon, version }: Installation, addons: Pick<Addons, 'find'>) => {
  const entry = await addons.find(addon)
  return entry !== undefined && releaseOf(entry, version)?.withdrawn?.severity === 'stop'
}
