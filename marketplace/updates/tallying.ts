import type { Doing } from '../code.ts'
import type { UpdateStore, Watch } from '../updates.ts'

/** what may lie between two looks at code that runs */
const gapMs = 5_000

interface Told {
  operation: string
  runs: boolean
  calls: number
  failures: number
}

/**
 * Adds what this process saw of a watched release to what all of them saw, and moves its time on by as long as its code ran
 * in none of them: as in safe mode, or while the panel was down.
 */
export const tallying = (updates: Pick<UpdateStore, 'count' | 'move'>, now: () => Date) => {
  const told = new Map<string, Told>()

  /** The watch as it is after that. */
  const add = async (watch: Watch, doing: Doing | undefined): Promise<Watch> => {
    const before = toldOf(watch)
    const { calls = 0, failures = 0 } = doing ?? {}
    told.set(watch.addon, { operation: watch.operation, runs: doing !== undefined, calls, failures })
    if (!doing) return watch
    return counted(await moved(watch, before), before, doing)
  }

  const toldOf = ({ addon, operation }: Watch) => {
    const known = told.get(addon)
    return known?.operation === operation ? known : undefined
  }

  const moved = async (watch: Watch, before: Told | undefined) => {
    const gap = now().getTime() - Date.parse(watch.ranAt)
    // a clock that jumped while it ran stops nothing
    const stood = !before?.runs && gap > gapMs ? gap : 0
    const time = { since: later(watch.since, stood), until: later(watch.until, stood) }
    const next = { ...watch, ...time, ranAt: now().toISOString() }
    await updates.move(watch, next)
    return next
  }

  const counted = async (watch: Watch, before: Told | undefined, doing: Doing) => {
    // loaded anew, it begins anew
    const base = before && before.calls <= doing.calls ? before : { calls: 0, failures: 0 }
    const calls = doing.calls - base.calls
    const failures = Math.max(0, doing.failures - base.failures)
    const lastError = failures > 0 ? (doing.lastError?.text ?? null) : null
    if (calls > 0 || failures > 0) await updates.count(watch, { calls, failures, lastError })
    return {
      ...watch,
      calls: watch.calls + calls,
      failures: watch.failures + failures,
      lastError: lastError ?? watch.lastError,
    }
  }

  return { add, forget: (addon: string) => void told.delete(addon) }
}

const later = (at: string, ms: number) => new Date(Date.parse(at) + ms).toISOString()
