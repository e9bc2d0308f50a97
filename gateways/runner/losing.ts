import type { LoadOutcome } from '../../marketplace/code.ts'
import type { Addon } from './addons.ts'
import { answered, dispatch } from './calling.ts'
import { callOf, type Desk, holdToAccount } from './desk.ts'
import { ensureLoaded } from './loading.ts'
import type { Turn } from './turn-watch.ts'

/** The add-on is no more in the runner. Calls that had not begun are handed over again; the others are gone. */
export const leave = (desk: Desk, addon: Addon, outcome: LoadOutcome) => {
  desk.loads.delete(addon.number)
  if (addon.state === 'loaded') addon.state = 'not loaded'
  addon.loading?.settle(outcome)
  for (const call of desk.calls.of(addon)) {
    if (call.begun) answered(desk, call, { kind: 'gone' })
    else void dispatch(desk, call)
  }
}

/** The runner is gone, and every add-on with it. All but the one whose code ran are loaded again at once. */
export const lost = (desk: Desk, turn: Turn | undefined) => {
  const before = [...desk.loads.values()]
  const guilty = turn && desk.loads.get(turn.addon)
  if (turn && guilty) convict(desk, guilty, turn)
  for (const addon of before) leave(desk, addon, { kind: 'gone' })
  for (const addon of before) if (addon !== guilty) void ensureLoaded(desk, addon)
}

const convict = (desk: Desk, addon: Addon, turn: Turn) => {
  const fault = { kind: turn.hung ? 'timed out' : 'crashed' } as const
  const call = callOf(desk, addon, turn.call)
  addon.loading?.settle(fault)
  if (call) answered(desk, call, fault)
  else holdToAccount(desk, addon, fault, turn.call)
}
