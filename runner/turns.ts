import type { QuickJSRuntime } from 'quickjs-emscripten-core'

/** How a turn ended. After anything but `fine` the guest is lost. */
export type TurnEnd = 'fine' | 'timed out' | 'busy' | 'out of memory' | 'crashed'

const slice = 100

/** Turns of one guest: some act on it, then whatever that set going, all within a time. Never throws. */
export const turnsIn = (runtime: QuickJSRuntime, isFull: () => boolean) => {
  let until = Infinity
  let isCut = false
  runtime.setInterruptHandler(() => (isCut ||= performance.now() > until))

  // jobs go in slices: an endless chain of awaits never trips the interrupt by itself
  const finish = () => {
    while (runtime.hasPendingJob()) {
      if (performance.now() > until) return !(isCut = true)
      const done = runtime.executePendingJobs(slice)
      if (done.error) return false
      if (isCut) return false
    }
    return true
  }

  return (ms: number, act: () => boolean): { end: TurnEnd; cpu: number } => {
    const before = process.cpuUsage()
    isCut = false
    until = performance.now() + ms
    const isFine = attempt(() => act() && finish())
    const { user, system } = process.cpuUsage(before)
    const cpu = (user + system) / 1000
    if (isFine && !isCut) return { end: 'fine', cpu }
    // who had not a tenth of its time did not use it up: the machine was busy
    if (isCut) return { end: cpu < ms / 10 ? 'busy' : 'timed out', cpu }
    return { end: isFull() ? 'out of memory' : 'crashed', cpu }
  }
}

// The engine may throw anywhere, from a stack overflow of its own to an abort: then its insides can't be trusted.
const attempt = (act: () => boolean) => {
  try {
    return act()
  } catch {
    return false
  }
}
