import type { Entry } from '../addon-api/verbs.ts'

/**
 * What the panel tells the runner. `addon` is a number, new for each load, so that nothing old is taken for new.
 * The body: of `load` the files as JSON, of `settings` and `call` a value, of `reply` a value or an error.
 */
export type Order =
  | { kind: 'load'; addon: number }
  | { kind: 'drop'; addon: number }
  | { kind: 'settings'; addon: number }
  | { kind: 'call'; addon: number; call: number; entry: Entry; name: string; ms: number }
  | { kind: 'over'; addon: number; call: number }
  | { kind: 'reply'; addon: number; ask: number; ok: boolean }
  | { kind: 'measure'; addon: number }

/** The body of a `reply` that refuses. */
export interface RefusedReply {
  code: string
  message: string
}
