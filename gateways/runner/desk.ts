import type { Fault, LogLine } from '../../marketplace/code.ts'
import { inWords } from '../../marketplace/code/failures.ts'
import { type Addon, blame } from './addons.ts'
import type { Calls } from './calls.ts'
import type { supervise } from './supervisor.ts'

export interface RunnerOptions {
  /** the compiled `runner/main.js` */
  program: string
  now: () => Date
  /** an add-on did wrong too often and runs no more; the reason is for the operator */
  switchedOff: (addon: string, why: string) => void
  /** told of each line that an add-on writes, or that is written about it */
  wrote?: (addon: string, line: LogLine) => void
  /** for the panel's own log */
  problem: (text: string, error?: unknown) => void
}

/** What the panel's side of the runner has before it: add-ons by name, and by the number of their load. */
export interface Desk extends RunnerOptions {
  addons: Map<string, Addon>
  loads: Map<number, Addon>
  calls: Calls
  runner: ReturnType<typeof supervise>
}

/** The call, if it is one of that add-on: another one's can't be answered or asked in. */
export const callOf = (desk: Desk, addon: Addon, id: number) => {
  const call = desk.calls.get(id)
  return call?.addon === addon ? call : undefined
}

/** Takes the add-on out of the runner. Its calls end so. */
export const drop = (desk: Desk, addon: Addon, ending: 'gone' | 'off') => {
  if (desk.loads.delete(addon.number)) desk.runner.send({ kind: 'drop', addon: addon.number })
  addon.state = ending === 'off' ? 'off' : 'not loaded'
  addon.loading?.settle({ kind: ending })
  for (const call of desk.calls.of(addon)) desk.calls.settle(call, { kind: ending })
}

/** Holds the add-on to account, and switches it off if that was once too often. */
export const holdToAccount = (desk: Desk, addon: Addon, fault: Fault, call = 0) => {
  if (addon.state === 'off' || !blame(addon, fault, call, desk.now())) return
  drop(desk, addon, 'off')
  desk.switchedOff(addon.name, inWords(fault))
  stopIfIdle(desk)
}

/** Ends a load that went wrong by the add-on's own doing. */
export const refuse = (desk: Desk, addon: Addon, fault: Fault) => {
  addon.loading?.settle(fault)
  drop(desk, addon, 'gone')
  holdToAccount(desk, addon, fault)
}

export const isIdle = (desk: Desk) => [...desk.addons.values()].every(({ state }) => state === 'off')

/** Nobody pays for a process that nobody needs. */
export const stopIfIdle = (desk: Desk) => {
  if (isIdle(desk)) void desk.runner.stop()
}
