import type { CallOutcome, Wanted } from '../../marketplace/code.ts'
import type { Addon } from './addons.ts'

/** One call under way. `begun`: its code has run, be it for a moment. */
export interface Call {
  id: number
  addon: Addon
  wanted: Wanted
  text: string
  until: number
  begun: boolean
  /** asks that the help desk has not answered yet */
  open: number
  /** answers to its asks that its code has not heard yet */
  unheard: number
  stop: AbortController
  answer: (outcome: CallOutcome) => void
}

let lastCall = 0

/** The calls under way, of every add-on. Each is answered once, by whatever comes first; `late` says how after its time. */
export const callsUnderWay = (late: (call: Call) => void) => {
  const calls = new Map<number, Call>()

  return {
    get: (id: number) => calls.get(id),
    of: (addon: Addon) => [...calls.values()].filter(call => call.addon === addon),
    all: () => [...calls.values()],
    settle(call: Call, outcome: CallOutcome) {
      if (!calls.delete(call.id)) return
      call.stop.abort()
      call.answer(outcome)
    },
    begin: (addon: Addon, wanted: Wanted, text: string, ms: number, send: (call: Call) => void) =>
      new Promise<CallOutcome>(resolve => {
        const timer = setTimeout(() => late(call), ms)
        const answer = (outcome: CallOutcome) => {
          clearTimeout(timer)
          resolve(outcome)
        }
        const id = ++lastCall
        const until = performance.now() + ms
        const stop = new AbortController()
        const call: Call = { id, addon, wanted, text, until, begun: false, open: 0, unheard: 0, stop, answer }
        calls.set(id, call)
        send(call)
      }),
  }
}
export type Calls = ReturnType<typeof callsUnderWay>
