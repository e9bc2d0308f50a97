import type { Order } from '../contracts/runner.ts'
import type { Ending } from '../contracts/runner.ts'
import { turns } from '../contracts/runner/limits.ts'
import { openCalls } from './calls.ts'
import type { Engine } from './engine.ts'
import { type Guest, openGuest } from './guest.ts'
import { hearing, type Tell } from './hearing.ts'

type Call = Extract<Order, { kind: 'call' }>

/** One add-on in the runner. Once it is lost it says so, and answers nothing more. */
export const openAddon = async (
  engine: Engine,
  addon: number,
  files: ReadonlyMap<string, string>,
  tell: Tell,
) => {
  const calls = openCalls()
  let lost: Ending | undefined

  const done = (call: number, ending: Ending, body?: string) => {
    if (calls.end(call)) tell({ kind: 'done', addon, call, ending }, body)
  }
  const full = () => (lost = 'out of memory')
  const isFull = () => guest.isFull()
  const guest: Guest = await openGuest(engine, files, hearing({ addon, calls, tell, done, isFull, full }))

  /** The call in whose name it runs answers for how the turn ends; the others go with the guest. */
  const turn = (call: number, ms: number, act: () => boolean) => {
    if (lost || ms <= 0) return
    tell({ kind: 'turn', addon, call, ms })
    const { end, cpu } = guest.turn(ms, act)
    tell({ kind: 'rest', addon, cpu })
    if (end !== 'fine') lost = end
    if (!lost) return
    done(call, lost)
    for (const other of calls.all()) done(other, 'gone')
    tell({ kind: 'unloaded', addon, call, ending: lost })
  }

  return {
    isLost: () => lost !== undefined,
    load: () => turn(0, turns.load, () => guest.act('load')),
    configure: (text: string) => turn(0, turns.load, () => guest.act('configure', text)),
    call({ call, entry, name, ms }: Call, text: string) {
      calls.begin(call, ms, turns[entry])
      turn(call, calls.turnLeft(call), () => guest.act('call', call, entry, name, text))
    },
    reply(ask: number, ok: boolean, text: string) {
      const call = calls.settle(ask)
      if (call !== undefined) turn(call, calls.turnLeft(call), () => guest.act('reply', ask, ok, text))
    },
    over(call: number) {
      if (calls.end(call)) turn(0, turns.hook, () => guest.act('forget', call))
    },
    measure: () => tell({ kind: 'measured', addon, memory: lost ? 0 : used(guest) }),
  }
}
export type Addon = Awaited<ReturnType<typeof openAddon>>

const used = (guest: Guest) => {
  try {
    return guest.used()
  } catch {
    return 0
  }
}
