import type { Json } from '../../../contracts/json.ts'
import type { CallOutcome, Handlers, LoadOutcome } from '../../../marketplace/code.ts'

/** One attack: the whole of a `main.js` whose hook is called once, and how it must end to be contained. */
export interface Probe {
  what: string
  main: string
  ends: CallOutcome['kind'] | LoadOutcome['kind'] | (CallOutcome['kind'] | LoadOutcome['kind'])[]
  /** exactly what it comes to know */
  value?: Json
  /** what the words of its error say */
  why?: RegExp
  others?: Record<string, string>
  handlers?: Handlers
}

/** A `main.js` that answers at its public address, whose function is given as text, after lines of its own. */
export const hook = (text: string, before = '') => `${before}
export default { hooks: { request: ${text} } }`
