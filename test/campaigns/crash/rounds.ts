import { isDeepStrictEqual } from 'node:util'
import { until } from '../../support/code-panel.ts'
import type { TestPanel } from '../../support/panel.ts'
import type { Act, Bench, Place } from './bench.ts'
import { harm } from './harming.ts'
import { find, type Found, states, violations } from './holds.ts'
import type { Harm } from './tracing.ts'

export interface Round {
  act: Act
  what: Harm
  /** undefined: the calls came to their end before */
  wasKilled: boolean
  /** ms from the start of the next panel until it may be asked */
  startMs: number
  end: 'before' | 'after' | 'neither'
  violations: string[]
}

/** One act with harm done to it, and what is found after the next start, without anybody clicking. */
export const round = async (bench: Bench, act: Act, what: Harm): Promise<Round> => {
  const place = await bench.fresh(act)
  const { wasKilled, said } = await harm(bench, act, place, what)
  const after = await afterwards(bench, act, place)
  const unnamed = !wasKilled && isUnnamed(said) ? [`V2: no cause is named: ${said}`] : []
  return { act, what, wasKilled, ...after, violations: [...after.violations, ...unnamed] }
}

// what fails while it is looked at has to say why
const isUnnamed = (said: string) => /"code":"unexpected"|"thrown"/.test(said)

/** What the next start finds and makes of it. */
export const afterwards = async (bench: Bench, act: Act, place: Place) => {
  const begun = performance.now()
  const panel = await bench.restart(place)
  const startMs = performance.now() - begun
  try {
    const { end, found } = await atRest(panel, act)
    const broken = await violations(panel)
    const odd = end === 'neither' ? [`F1, F3: found ${JSON.stringify(found)}`] : []
    return { startMs, end, violations: [...odd, ...broken] }
  } finally {
    await panel.stop()
    await bench.discard(place)
  }
}

const atRest = async (panel: TestPanel, act: Act): Promise<{ end: Round['end']; found: Found }> => {
  const open = async () => (await panel.services.operations.openAll()).length
  await until(open, count => count === 0, 60_000).catch(() => {})
  const { before, after } = states[act]
  const isOne = (found: Found) => isDeepStrictEqual(found, before) || isDeepStrictEqual(found, after)
  // code that was switched on a moment ago may still be loading: at rest is after a minute
  const found = await until(() => find(panel), isOne, 60_000).catch(() => find(panel))
  const end = isDeepStrictEqual(found, after)
    ? 'after'
    : isDeepStrictEqual(found, before)
      ? 'before'
      : 'neither'
  return { end, found }
}
