import type { Order, Report } from '../../contracts/runner.ts'
import { type RunnerProcess, startProcess } from './process.ts'
import { type Turn, turnWatch } from './turn-watch.ts'

interface Told {
  report: (report: Report, body: string) => void
  /** nobody asked for it to end; whatever it did is lost. `turn`: whose code ran, if any */
  lost: (turn: Turn | undefined) => void
  problem: (text: string, error?: unknown) => void
}

const startsWithin = 10_000

/** How long to wait before the next start, in ms, after so many ends within a minute. */
export const restAfter = (ends: number) => (ends < 2 ? 0 : Math.min(30_000, 100 * 2 ** (ends - 1)))

/** Keeps one runner: starts it when it is needed, and ends it when it hangs. It comes back when it is needed again. */
export const supervise = (program: string, told: Told) => {
  let running: { process: RunnerProcess; watch: ReturnType<typeof turnWatch> } | undefined
  let starting: Promise<boolean> | undefined
  let isWanted = true
  let gone: Promise<void> = Promise.resolve()
  let ends: number[] = []

  const run = () => {
    let gives: { ready: (isReady: boolean) => void; gone: () => void }
    const ready = new Promise<boolean>(isReady => {
      gone = new Promise<void>(isGone => (gives = { ready: isReady, gone: isGone }))
    })
    const watch = turnWatch(() => process.kill())
    const late = setTimeout(() => process.kill(), startsWithin).unref()
    const process = startProcess(program, {
      report(report, body) {
        if (report.kind === 'ready') clearTimeout(late)
        if (report.kind === 'ready') gives.ready(true)
        watch.hear(report)
        told.report(report, body)
      },
      garbled: error => told.problem('The runner of add-on code does not keep to the contract', error),
      ended(words) {
        clearTimeout(late)
        watch.stop()
        running = starting = undefined
        gives.ready(false)
        gives.gone()
        if (isWanted) lost(words, watch.turn())
      },
    })
    running = { process, watch }
    return ready
  }

  const lost = (words: string, turn: Turn | undefined) => {
    ends = [...ends.filter(time => performance.now() - time < 60_000), performance.now()]
    told.problem(`The runner of add-on code was lost: ${words}`)
    told.lost(turn)
  }

  const begin = async () => {
    await gone
    const rest = restAfter(ends.length)
    if (rest > 0) await pause(rest)
    return isWanted ? run() : false
  }

  return {
    /** Starts the runner unless it runs; true once it takes orders. */
    need() {
      isWanted = true
      return (starting ??= begin().finally(() => running || (starting = undefined)))
    },
    send(order: Order, body?: string) {
      if (order.kind === 'load' || order.kind === 'call') running?.watch.ordered()
      running?.process.send(order, body)
    },
    pid: () => running?.process.pid,
    /** Whose code runs now. */
    turn: () => running?.watch.turn(),
    /** Ends the runner, and answers once it is gone. */
    async stop() {
      isWanted = false
      running?.process.kill()
      await gone
    },
  }
}

const pause = (ms: number) => new Promise(resolve => setTimeout(resolve, ms).unref())
