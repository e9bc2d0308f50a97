import type { Actor } from '../activity.ts'
import { type Failure, failure } from '../failures.ts'
import type { SettingValues } from '../installations.ts'
import { defaultSetting } from '../languages.ts'
import { problemsWith, type SettingError } from '../settings/checking.ts'
import { changed, type Ground } from './ground.ts'

export type Chosen =
  | { kind: 'done'; name: string }
  | { kind: 'refused'; why: Failure }
  | { kind: 'not installed' }
export type Saved = { kind: 'saved' } | { kind: 'errors'; errors: SettingError[] } | { kind: 'not installed' }

/** Makes a language the one that new operators see. */
export const makeDefault = async (ground: Ground, addon: string | null, actor: Actor): Promise<Chosen> => {
  const { atomically, packs, englishCode } = ground
  return atomically(async ({ installations, panelSettings, record }) => {
    const installation = addon === null ? undefined : await installations.find(addon)
    if (addon !== null && installation?.kind !== 'language') return { kind: 'not installed' }
    const name = installation?.name ?? 'English'
    if (installation && (!installation.active || installation.altered))
      return { kind: 'refused', why: failure('not-active', { name }) }
    const placed = installation && (await installations.release(installation.addon, installation.version))
    await panelSettings.put(defaultSetting, placed ? packs.codeOf(placed) : englishCode)
    // the choice of languages is kept by this revision
    await installations.touch()
    await record({ ...actor, act: 'language.default', addon: addon ?? 'english', result: 'done' })
    return { kind: 'done', name }
  })
}

/** Stores settings, if the schema of the installed release allows them. */
export const saveSettings = async (
  ground: Ground,
  addon: string,
  values: SettingValues,
  actor: Actor,
): Promise<Saved> =>
  ground.atomically(async ({ installations, record }) => {
    const installation = await installations.find(addon)
    const placed = installation && (await installations.release(addon, installation.version))
    if (!installation || !placed) return { kind: 'not installed' }
    const errors = problemsWith(placed.release.manifest['settings'], values)
    if (errors.length > 0) return { kind: 'errors', errors }
    await installations.put(changed(installation, { settings: values }, actor, ground))
    const { version } = installation
    await record({ ...actor, act: 'addon.settings', addon, version, result: 'done' })
    return { kind: 'saved' }
  })
