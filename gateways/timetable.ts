const hour = 3_600_000
const first = 5_000

/** Milliseconds until the next time, after so many failures in a row; `chance` is between 0 and 1. */
export const restAfter = (failures: number, chance: number) =>
  (failures === 0 ? hour : Math.min(hour, first * 3 ** (failures - 1))) * (0.8 + 0.4 * chance)

/**
 * Does the work now, and again about every hour: with some chance in it, so that many help desks don't ask at one time.
 * After a failure sooner, and then less and less so. `work` answers whether it went well and never throws.
 */
export const hourly = (work: () => Promise<boolean>) => {
  let timer: NodeJS.Timeout | undefined
  let failures = 0
  let stopped = false

  const run = async () => {
    failures = (await work()) ? 0 : failures + 1
    if (stopped) return
    timer = setTimeout(() => void run(), restAfter(failures, Math.random())).unref()
  }

  return {
    start: () => void run(),
    stop() {
      stopped = true
      clearTimeout(timer)
    },
  }
}
