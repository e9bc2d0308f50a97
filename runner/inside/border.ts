import type { Entry } from '../../contracts/addon-api/verbs.ts'

/** What the inside may call: text and numbers only. `ask` answers with a number of its own, or why not (below 0). */
export interface Outside {
  loaded: (names: string) => void
  notLoaded: (why: string) => void
  value: (call: number, text: string) => void
  threw: (call: number, why: string, passing: boolean) => void
  absent: (call: number) => void
  ask: (call: number, verb: string, text: string) => number
  log: (call: number, level: string, text: string) => void
}

/** What the outside may call. */
export interface Inside {
  load: () => void
  call: (call: number, entry: Entry, name: string, text: string) => void
  reply: (ask: number, ok: boolean, text: string) => void
  forget: (call: number) => void
  configure: (text: string) => void
}

/** What the inside is told at its beginning, as JSON: the verbs with their parameters, the log's levels, how long texts may be. */
export interface Known {
  verbs: Record<string, string[]>
  levels: string[]
  lines: number
  messages: number
}

/** Why an `ask` was not taken on: what it answers instead of its number. */
export const unasked = { over: -1, tooMany: -2, tooLarge: -3 } as const
