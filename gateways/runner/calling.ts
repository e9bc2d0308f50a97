import { deadlines, limits } from '../../contracts/runner.ts'
import type { CallOutcome, Wanted } from '../../marketplace/code.ts'
import { isFault } from '../../marketplace/code/failures.ts'
import type { Addon } from './addons.ts'
import type { Call } from './calls.ts'
import { type Desk, holdToAccount } from './desk.ts'
import { ensureLoaded } from './loading.ts'

/** Calls the add-on, unless it has too much to do already. */
export const callAddon = (desk: Desk, addon: Addon, wanted: Wanted): Promise<CallOutcome> => {
  const isSpent = wanted.entry !== 'migrate' && addon.budget.isSpent()
  if (isSpent || desk.calls.of(addon).length >= limits.calls) return Promise.resolve({ kind: 'busy' })
  const text = JSON.stringify(wanted.input)
  if (Buffer.byteLength(text) > limits.value) return Promise.resolve({ kind: 'refused', why: tooLong })
  const ms = Math.min(wanted.ms ?? Infinity, deadlines[wanted.entry])
  return desk.calls.begin(addon, wanted, text, ms, call => void dispatch(desk, call))
}

const tooLong = `What it is to be told is larger than ${limits.value / 1024} KB.`

/** Hands a call over to the runner, for the first time or because it had not begun when the runner was lost. */
export const dispatch = async (desk: Desk, call: Call) => {
  const loaded = await ensureLoaded(desk, call.addon)
  if (desk.calls.get(call.id) !== call) return
  if (loaded.kind !== 'loaded') return end(desk, call, loaded)
  const { entry, name } = call.wanted
  const ms = Math.max(1, Math.ceil(call.until - performance.now()))
  desk.runner.send({ kind: 'call', addon: call.addon.number, call: call.id, entry, name, ms }, call.text)
}

/** The call's time is over: whose doing is that? */
export const late = (desk: Desk, call: Call) => {
  if (desk.calls.get(call.id) !== call) return
  const { addon } = call
  const turn = desk.runner.turn()
  desk.runner.send({ kind: 'over', addon: addon.number, call: call.id })
  // its code runs, and is about to be cut: the runner tells if that is its doing, or the machine's
  if (call.begun && turn?.addon === addon.number && turn.call === call.id)
    end(desk, call, { kind: 'timed out' })
  // another call does not let go, or the machine has granted no time
  else if (!call.begun || turn || call.unheard > 0) end(desk, call, { kind: 'busy' })
  else if (call.open > 0) end(desk, call, { kind: 'refused', why: 'The help desk did not answer in time.' })
  else answered(desk, call, { kind: 'timed out' })
}

/** The outcome of code that ran: a fault counts. */
export const answered = (desk: Desk, call: Call, outcome: CallOutcome) => {
  end(desk, call, outcome)
  if (isFault(outcome)) holdToAccount(desk, call.addon, outcome, call.id)
}

const end = (desk: Desk, call: Call, outcome: CallOutcome) => {
  call.addon.calls += 1
  desk.calls.settle(call, outcome)
}
