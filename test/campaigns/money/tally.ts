import type { World } from './bench.ts'
import { type Presses, timesPaid } from './books-hold.ts'
import { truthOf } from './truth.ts'

/** What a campaign counts while it runs. */
export interface Tally {
  presses: number
  purchases: number
  /** as the ledger has them */
  charges: number
  /** what left a card, or was paid by hand, as the gateway and the payments know it */
  paid: number
  worlds: number
  kills: number
  restarts: number
  /** polls that it took at most until all held */
  polls: number
  violations: string[]
  /** how often each thing was done */
  done: Map<string, number>
}

export const newTally = (): Tally => ({
  presses: 0,
  purchases: 0,
  charges: 0,
  paid: 0,
  worlds: 0,
  kills: 0,
  restarts: 0,
  polls: 0,
  violations: [],
  done: new Map(),
})

export const count = ({ done }: Tally, what: string, times = 1) =>
  void done.set(what, (done.get(what) ?? 0) + times)

/** Counts what a world saw before it ends. */
export const countMoney = async (tally: Tally, world: World, presses: Presses) => {
  const truth = await truthOf(world)
  tally.worlds += 1
  tally.purchases += presses.size
  tally.charges += truth.charges.length
  for (const { id } of truth.invoices) tally.paid += await timesPaid(world, truth.payments.get(id) ?? [])
}

/** Keeps what was found in one world, and under which name it happened. */
export const keep = (
  tally: Tally,
  name: string,
  { polls, violations }: { polls: number; violations: string[] },
) => {
  tally.polls = Math.max(tally.polls, polls)
  tally.violations.push(...violations.map(words => `${name}: ${words}`))
}
