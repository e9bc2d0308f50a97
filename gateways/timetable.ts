const hour = 3_600_000
const first = 5_000

/** Milliseconds until the next time, after so many failures in a row; `chance` is between 0 and 1. */
export const restAfter = (failures: number, chance: number, interval = hour) =>
  (failures === 0 ? interval : Math.min(interval, first * 3 ** (failures - 1))) * (0.8 + 0.4 * chance)

export interface Timing {
  /** milliseconds between two times, when all is well */
  interval: number
  /** however often somebody asks for it soon: so many milliseconds lie between two beginnings */
  gap?: number
}

/**
 * Does the work now, and again about every interval: with some chance in it, so that many help desks don't ask at one
 * time. After a failure sooner, and then less and less so. `work` answers whether it went well and never throws.
 */
export const timetable = (work: () => Promise<boolean>, { interval, gap = 3_000 }: Timing) => {
  let timer: NodeJS.Timeout | undefined
  let failures = 0
  let began = Number.NEGATIVE_INFINITY
  let [isRunning, isWantedAgain, isStarted, isStopped] = [false, false, false, false]

  const run = async () => {
    clearTimeout(timer)
    isRunning = true
    isWantedAgain = false
    // time that no change of the clock moves
    began = performance.now()
    failures = (await work()) ? 0 : failures + 1
    isRunning = false
    if (isWantedAgain) soon()
    else if (isStarted) runIn(restAfter(failures, Math.random(), interval))
  }

  const runIn = (ms: number) => {
    clearTimeout(timer)
    if (!isStopped) timer = setTimeout(() => void run(), ms).unref()
  }

  const soon = () => {
    if (isRunning) isWantedAgain = true
    else runIn(Math.max(0, began + gap - performance.now()))
  }

  return {
    start() {
      isStarted = true
      void run()
    },
    /** brings the next time forward; asked for while the work is done, it is done once more */
    soon,
    stop() {
      isStopped = true
      clearTimeout(timer)
    },
  }
}

/** The same about every hour. */
export const hourly = (work: () => Promise<boolean>) => timetable(work, { interval: hour })
