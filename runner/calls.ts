import { limits } from '../contracts/runner/limits.ts'
import { unasked } from './inside/border.ts'
import { logAllowance } from './log-allowance.ts'

interface Call {
  /** when it must be over, and how long its code may run without letting go */
  until: number
  turn: number
  asked: number
  open: Set<number>
  lines: number
}

let lastAsk = 0

/** The open calls of one add-on, and what each has used up of what it may ask for and write to the log. */
export const openCalls = () => {
  const calls = new Map<number, Call>()
  const asks = new Map<number, { call: number; size: number }>()
  const log = logAllowance()
  let bytes = 0

  const settle = (ask: number) => {
    const found = asks.get(ask)
    if (!found) return undefined
    bytes -= found.size
    asks.delete(ask)
    calls.get(found.call)?.open.delete(ask)
    return found.call
  }

  return {
    begin: (call: number, ms: number, turn: number) =>
      calls.set(call, { until: performance.now() + ms, turn, asked: 0, open: new Set(), lines: 0 }),
    all: () => [...calls.keys()],
    /**
     * How long its code may run now: nothing once the call is over. Never less: who waited for others until the last
     * moment would be cut for what they did, and be blamed.
     */
    turnLeft(call: number) {
      const found = calls.get(call)
      return found && performance.now() < found.until ? found.turn : 0
    },
    end(call: number) {
      for (const ask of calls.get(call)?.open ?? []) settle(ask)
      return calls.delete(call)
    },
    /** Takes an ask on and numbers it, or answers why not. */
    ask(call: number, size: number) {
      const found = calls.get(call)
      if (!found) return unasked.over
      if (found.asked >= limits.asks.all || found.open.size >= limits.asks.open) return unasked.tooMany
      if (bytes + size > limits.asks.bytes) return unasked.tooMany
      const ask = ++lastAsk
      found.asked += 1
      found.open.add(ask)
      asks.set(ask, { call, size })
      bytes += size
      return ask
    },
    /** The call that waits for this answer, if one still does. */
    settle,
    /** May one more line be written? The last one that may is told apart. */
    line(call: number): 'yes' | 'last' | 'no' {
      const found = calls.get(call)
      if (!found || found.lines >= limits.log.call || log.left() === 0) return 'no'
      found.lines += 1
      log.take()
      return found.lines === limits.log.call || log.left() === 0 ? 'last' : 'yes'
    },
  }
}
