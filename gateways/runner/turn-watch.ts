import type { Report } from '../../contracts/runner.ts'

/** Whose code runs, or ran when the runner ended: the add-on's number, the call in whose name, and whether it hung. */
export interface Turn {
  addon: number
  call: number
  hung: boolean
}

/**
 * What the engine's own interrupt may take longer than it should, in time and then of the processor, how long a machine
 * may be too busy to grant that, and how long the runner may say nothing, in ms.
 */
const grace = 250
const used = 50
const patience = 5_000
const silence = 10_000
const looksEvery = 20

/**
 * Watches one runner. A turn that takes too long is beyond the engine's own means: `end` is to end it. `cpu` tells how
 * long it has used the processor: one that was given none did no wrong.
 */
export const turnWatch = (end: () => void, cpu: () => number | undefined) => {
  let turn: Turn | undefined
  let timer: NodeJS.Timeout | undefined
  let quiet: NodeJS.Timeout | undefined

  const suspect = (suspected: Turn) =>
    // if it is us who were held up, what the runner said meanwhile is read before this
    setImmediate(() => look(suspected, cpu(), performance.now()))

  const look = (suspected: Turn, before: number | undefined, since: number) => {
    if (turn !== suspected) return
    const now = cpu()
    const wasIdle = before !== undefined && now !== undefined && now - before < used
    if (wasIdle && performance.now() - since < patience) {
      timer = setTimeout(look, looksEvery, suspected, before, since).unref()
      return
    }
    turn.hung = true
    end()
  }

  return {
    /** Something was ordered that is always answered. */
    ordered: () => (quiet ??= setTimeout(end, silence).unref()),
    hear(report: Report) {
      clearTimeout(quiet)
      quiet = undefined
      if (report.kind !== 'turn' && report.kind !== 'rest') return
      clearTimeout(timer)
      turn = undefined
      if (report.kind === 'rest') return
      const begun = { addon: report.addon, call: report.call, hung: false }
      turn = begun
      timer = setTimeout(() => suspect(begun), report.ms + grace).unref()
    },
    turn: () => turn,
    stop() {
      clearTimeout(timer)
      clearTimeout(quiet)
    },
  }
}
