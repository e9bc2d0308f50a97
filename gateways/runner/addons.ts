import type { HandlerNames } from '../../contracts/runner.ts'
import type { AddonCode, Fault, LoadOutcome, LogLine } from '../../marketplace/code.ts'
import { inWords, withFault } from '../../marketplace/code/failures.ts'
import { cpuBudget } from './budget.ts'
import { logbook } from './logbook.ts'
import type { Trace } from './traces.ts'

/** One add-on as the panel knows it. `number` names one load of it in the runner, and is never used again. */
export interface Addon {
  name: string
  code: AddonCode
  state: 'not loaded' | 'loaded' | 'off'
  number: number
  names: HandlerNames | undefined
  /** the load under way */
  loading: { outcome: Promise<LoadOutcome>; settle: (outcome: LoadOutcome) => void } | undefined
  budget: ReturnType<typeof cpuBudget>
  log: ReturnType<typeof logbook>
  calls: number
  failures: number
  lastError: { at: Date; text: string } | undefined
  faults: readonly number[]
  /** the last call that was blamed: one call is one fault, however many signs there are of it */
  blamed: number
  /** waits for the runner's word on its memory */
  measured: ((bytes: number) => void) | undefined
}

export const newAddon = (
  name: string,
  code: AddonCode,
  before: Trace | undefined,
  wrote: (line: LogLine) => void,
): Addon => ({
  name,
  code,
  state: 'not loaded',
  number: 0,
  names: undefined,
  loading: undefined,
  budget: cpuBudget(() => performance.now()),
  log: before?.log ?? logbook(wrote),
  calls: 0,
  failures: 0,
  lastError: before?.lastError,
  faults: [],
  blamed: 0,
  measured: undefined,
})

/** Notes what the add-on did wrong; true if that was once too often. `call` is 0 where no call is to blame. */
export const blame = (addon: Addon, fault: Fault, call: number, now: Date) => {
  if (call !== 0 && call === addon.blamed) return false
  addon.blamed = call
  addon.failures += 1
  addon.lastError = { at: now, text: inWords(fault) }
  addon.log.write({ at: now, level: 'error', text: inWords(fault), isTrouble: true })
  const { times, isTooMany } = withFault(addon.faults, now.getTime())
  addon.faults = times
  return isTooMany
}
