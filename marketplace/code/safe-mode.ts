import { type ActivityEntry, type Actor, soukItself } from '../activity.ts'
import type { PanelSettingStore } from '../panel-settings.ts'

/** Why no add-on code runs: the setting SAFE_MODE, an operator's word, or crashes one after the other. */
export type SafeModeBecause = 'setting' | 'operator' | 'crashes'

export type SafeModeState =
  | { kind: 'off' }
  /** `ran`: the add-ons that were active when it began */
  | { kind: 'on'; because: SafeModeBecause; since: string; by: string; ran: string[] }

/** Leaving it: what was active when it began runs again, or what is active now. */
export type SafeModeExit = 'as before' | 'as now'

export interface SafeMode {
  state(): Promise<SafeModeState>
  /** as of the last look */
  isOn: () => boolean
  /** False if it was on already. */
  on(actor: Actor, because?: SafeModeBecause): Promise<boolean>
  /** `kept on`: the setting SAFE_MODE of the panel's process decides. */
  off(exit: SafeModeExit, actor: Actor): Promise<'done' | 'was off' | 'kept on'>
}

export interface SafeModeNeeds {
  /** the setting SAFE_MODE */
  isSet: boolean
  panelSettings: PanelSettingStore
  /** slugs of the active add-ons that run code */
  active: () => Promise<string[]>
  activate: (addon: string, actor: Actor) => Promise<unknown>
  record: (entry: ActivityEntry) => Promise<void>
  now: () => Date
  /** told after it went on or off */
  changed: () => Promise<void>
}

export const safeModeSetting = 'code.safe-mode'

export const safeModeWith = (needs: SafeModeNeeds): SafeMode => {
  const { isSet, panelSettings, active, activate, record, now, changed } = needs
  const startedAt = now().toISOString()
  let isOn = isSet

  const stored = async (): Promise<SafeModeState> => {
    const text = await panelSettings.get(safeModeSetting)
    const state = text ? (JSON.parse(text) as SafeModeState) : { kind: 'off' as const }
    isOn = isSet || state.kind === 'on'
    return state
  }

  return {
    isOn: () => isOn,
    async state() {
      const state = await stored()
      if (state.kind === 'on' || !isSet) return state
      return {
        kind: 'on',
        because: 'setting',
        since: startedAt,
        by: soukItself.operator,
        ran: await active(),
      }
    },
    async on(actor, because = 'operator') {
      if ((await stored()).kind === 'on') return false
      const state = {
        kind: 'on',
        because,
        since: now().toISOString(),
        by: actor.operator,
        ran: await active(),
      }
      await panelSettings.put(safeModeSetting, JSON.stringify(state))
      isOn = true
      await record({ ...actor, act: 'safe-mode.on', result: 'done', detail: because })
      await changed()
      return true
    },
    async off(exit, actor) {
      const state = await stored()
      if (state.kind === 'off') return isSet ? 'kept on' : 'was off'
      await panelSettings.put(safeModeSetting, '')
      isOn = isSet
      await record({ ...actor, act: 'safe-mode.off', result: 'done', detail: exit })
      await changed()
      if (isSet) return 'kept on'
      if (exit === 'as before') for (const addon of state.ran) await activate(addon, actor)
      return 'done'
    },
  }
}
