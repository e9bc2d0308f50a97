import { type Actor, soukItself } from '../activity.ts'
import type { Addons } from '../addons.ts'
import type { Installation, InstallationStore } from '../installations.ts'
import { defaultSetting } from '../languages.ts'
import type { Stores } from '../operations.ts'
import { releaseOf } from '../releases.ts'
import { changed, type Ground } from './ground.ts'
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
export const mustStop = async (
  { addon, version }: Pick<Installation, 'addon' | 'version'>,
  addons: Pick<Addons, 'find'>,
) => {
  const entry = await addons.find(addon)
  return entry !== undefined && releaseOf(entry, version)?.withdrawn?.severity === 'stop'
}

/**
 * Switches an add-on off inside a transaction that has its own reason to; where it is the default language, English steps
 * in. Answers whether it was on.
 */
export const switchedOff = async (
  ground: Pick<Ground, 'packs' | 'englishCode' | 'now'>,
  addon: string,
  actor: Actor,
  { installations, panelSettings, record }: Stores,
) => {
  const installation = await installations.find(addon)
  if (!installation?.active) return false
  const placed = await installations.release(addon, installation.version)
  const code = placed?.release.manifest['language'] && ground.packs.codeOf(placed)
  if (code && code === (await panelSettings.get(defaultSetting))) {
    await panelSettings.put(defaultSetting, ground.englishCode)
    await record({ ...actor, act: 'language.default', addon: 'english', result: 'done' })
  }
  await installations.put(changed(installation, { active: false, failure: null }, actor, ground))
  return true
}
