import type { PanelSettingStore } from '../panel-settings.ts'

const setting = 'code.starts'
const within = 10 * 60_000
const most = 3

/** How long the panel has to run with add-on code before a start counts as a good one. */
export const settledAfterMs = 60_000

/**
 * Counts starts that came to nothing: a panel that goes down each time soon after its add-ons have begun to run is not to
 * try for ever.
 */
export const startsIn = (settings: PanelSettingStore, now: () => Date) => {
  const counted = async () => {
    const text = await settings.get(setting)
    const times = text ? (JSON.parse(text) as number[]) : []
    return times.filter(time => now().getTime() - time < within)
  }
  return {
    /** Notes that a start begins; true if the last ones all came to nothing. */
    async begin() {
      const before = await counted()
      await settings.put(setting, JSON.stringify([...before, now().getTime()].slice(-most)))
      return before.length >= most - 1
    },
    /** It went well, or was ended by somebody. */
    settled: () => settings.put(setting, '[]'),
  }
}
