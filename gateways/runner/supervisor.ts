import type { Order, Report } from '../../contracts/runner.ts'
import { cpuTimeOf } from './cpu-time.ts'
import { type RunnerProcess, startProcess } from './process.ts'
import { promised } from './promised.ts'
import { type Turn, turnWatch } from './turn-watch.ts'

interface Told {
  report: (report: Report, body: string) => void
  /** nobody asked for it to end; whatever it did is lost. `turn`: whose code ran, if any */
  lost: (turn: Turn | undefined) => void
  problem: (text: string, error?: unknown) => void
}

interface Running {
  process: RunnerProcess
  watch: ReturnType<typeof turnWatch>
  ready: Promise<boolean>
  gone: Promise<void>
  isStopping: boolean
}

const startsWithin = 10_000

/** How long to wait before the next start, in ms, after so many ends within a minute. */
export const restAfter = (ends: number) => (ends < 5 ? 0 : Math.min(30_000, 100 * 2 ** (ends - 4)))

/** Keeps one runner: starts it when it is needed, and ends it when it hangs. It comes back when it is needed again. */
export const supervise = (program: string, told: Told) => {
  let current: Running | undefined
  let starting: Promise<boolean> | undefined
  let isWanted = true
  let ends: number[] = []
  let wake = () => {}

  const run = (): Running => {
    const ready = promised<boolean>()
    const gone = promised<void>()
    const watch = turnWatch(
      () => process.kill(),
      () => cpuTimeOf(process.pid),
    )
    const late = setTimeout(() => process.kill(), startsWithin).unref()
    const process = startProcess(program, {
      report(report, body) {
        if (report.kind === 'ready') {
          clearTimeout(late)
          ready.keep(true)
        }
        watch.hear(report)
        try {
          told.report(report, body)
        } catch (error) {
          told.problem('What the runner of add-on code said could not be dealt with', error)
        }
      },
      garbled: error => told.problem('The runner of add-on code does not keep to the contract', error),
      ended(words) {
        clearTimeout(late)
        watch.stop()
        if (current === running) current = undefined
        ready.keep(false)
        gone.keep()
        if (!running.isStopping) lost(words, watch.turn())
      },
    })
    const running = { process, watch, ready: ready.promise, gone: gone.promise, isStopping: false }
    return running
  }

  const lost = (words: string, turn: Turn | undefined) => {
    ends = [...ends.filter(time => performance.now() - time < 60_000), performance.now()]
    told.problem(`The runner of add-on code was lost: ${words}`)
    told.lost(turn)
  }

  // one ends before the next begins: two at once would both hold what one may hold
  const begin = async () => {
    await current?.gone
    await rest(restAfter(ends.length))
    if (!isWanted) return false
    current = run()
    return current.ready
  }

  const rest = (ms: number) =>
    new Promise<void>(resolve => {
      const timer = setTimeout(resolve, ms)
      wake = () => {
        clearTimeout(timer)
        resolve()
      }
    })

  return {
    /** Starts the runner unless it runs; true once it takes orders. */
    need() {
      isWanted = true
      if (current && !current.isStopping) return current.ready
      return (starting ??= begin().finally(() => (starting = undefined)))
    },
    send(order: Order, body?: string) {
      if (order.kind === 'load' || order.kind === 'call') current?.watch.ordered()
      current?.process.send(order, body)
    },
    pid: () => current?.process.pid,
    /** Whose code runs now. */
    turn: () => current?.watch.turn(),
    /** Ends the runner, and answers once it is gone. */
    async stop() {
      isWanted = false
      wake()
      if (!current) return
      current.isStopping = true
      current.process.kill()
      await current.gone
    },
  }
}
