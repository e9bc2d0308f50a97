import type { PanelSettingStore } from '../panel-settings.ts'

const setting = 'code.starts'
const within = 10 * 60_000
const most = 3

/** How long the panel has to run with add-on code before a start counts as a good one. */
export const settledAfterMs = 60_000

interface Start {
  who: string
  at: number
}

/**
 * Counts starts that came to nothing: a panel that goes down each time soon after its add-ons have begun to run is not to
 * try for ever. `who` names this process among those of one database: several that begin together are none too many.
 */
export const startsIn = (settings: PanelSettingStore, now: () => Date, who: string) => {
  const counted = async () => {
    const text = await settings.get(setting)
    const starts = text ? (JSON.parse(text) as Start[]) : []
    return starts.filter(({ at }) => now().getTime() - at < within)
  }
  const isMine = (start: Start) => start.who === who
  const keep = (starts: readonly Start[]) => settings.put(setting, JSON.stringify(starts))

  return {
    /** Notes that a start begins; true if the last ones all came to nothing. */
    async begin() {
      const starts = await counted()
      const before = starts.filter(isMine)
      const others = starts.filter(one => !isMine(one))
      await keep([...others, ...before.slice(1 - most), { who, at: now().getTime() }])
      return before.length >= most - 1
    },
    /** It went well, or was ended by somebody. */
    settled: async () => keep((await counted()).filter(one => !isMine(one))),
  }
}
