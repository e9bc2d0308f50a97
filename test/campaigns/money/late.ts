import { setTimeout as pause } from 'node:timers/promises'
import type { Fault } from '../../support/tampering.ts'

const onTheirWay = new Set<Promise<unknown>>()

/** The connection is cut; the request arrives all the same, so many milliseconds later. */
const lateBy =
  (ms: number): Fault =>
  (res, effect) => {
    res.destroy()
    const arrival: Promise<unknown> = pause(ms)
      .then(effect)
      .catch(() => {})
      .finally(() => onTheirWay.delete(arrival))
    onTheirWay.add(arrival)
  }

export const lateFaults = {
  'N1 cuts, and does it a moment later': lateBy(30),
  'N1 cuts, and does it when nobody waits any more': lateBy(700),
} satisfies Record<string, Fault>

/** Nothing is on its way any more. */
export const allArrived = () => Promise.all(onTheirWay)
