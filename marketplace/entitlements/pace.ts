import type { EntitlementsAtWork } from './verbs.ts'

/** How often somebody looks whether it is time to ask. */
export const lookEveryMs = 30_000
const quietMs = 15 * 60_000
// with this, a quiet look always reads everything, and one of many in a row does so often enough
const wholeMs = 9 * 60_000

type Verbs = Pick<EntitlementsAtWork, 'look' | 'sync' | 'isWaiting'>

/**
 * What is done every half minute: while a purchase or a cancellation waits for an answer the client area is asked each
 * time, else about every quarter of an hour. `restAfter` says how long to wait after so many failures in a row.
 */
export const paced = (
  verbs: Verbs,
  now: () => Date,
  restAfter: (failures: number, most: number) => number,
) => {
  let asked: { at: number; rest: number } | undefined
  let wholeAt: number | undefined
  let failures = 0

  // a clock that was set back must not put off the next time
  const passed = (since: number) => Math.abs(now().getTime() - since)
  const isDue = () => !asked || passed(asked.at) >= asked.rest

  const ask = async () => {
    const isWhole = wholeAt === undefined || passed(wholeAt) >= wholeMs
    const { kind } = await (isWhole ? verbs.sync() : verbs.look())
    const at = now().getTime()
    if (isWhole && kind === 'synced') wholeAt = at
    failures = kind === 'failed' ? failures + 1 : 0
    asked = { at, rest: restAfter(failures, quietMs) }
    return kind !== 'failed'
  }

  return async ({ isWanted }: { isWanted: boolean }) =>
    isWanted || isDue() || (await verbs.isWaiting()) ? ask() : true
}
