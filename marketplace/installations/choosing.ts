import type { Actor } from '../activity.ts'
import { type Failure, failure } from '../failures.ts'
import { defaultSetting } from '../languages.ts'
import type { Ground } from './ground.ts'

export type Chosen =
  | { kind: 'done'; name: string }
  | { kind: 'refused'; why: Failure }
  | { kind: 'not installed' }

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
