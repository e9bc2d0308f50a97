import type { Asked, Entry, LogLevel, Refusal, Told, Verb } from '../contracts/addon-api.ts'
import type { Json } from '../contracts/json.ts'
import type { HandlerNames } from '../contracts/runner.ts'

/** What the help desk answers add-on code that asked for something. `why` is read by the add-on's author. */
export type Answer<T> = { kind: 'done'; value: T } | { kind: 'refused'; code: Refusal; why: string }

export type Refused = Extract<Answer<never>, { kind: 'refused' }>

/** In which call something was asked; the signal tells that nobody waits for the answer any more. */
export interface Asking {
  entry: Entry
  name: string
  signal: AbortSignal
}

/** What one add-on may ask, bound to that add-on and its rights. A verb that is not there is not allowed. */
export type Handlers = {
  readonly [V in Verb]?: (asked: Asked<V>, asking: Asking) => Promise<Answer<Told<V>>>
}

/** The same, with somebody who is told of whatever was refused, here or on its way here. */
export type WatchedHandlers = Handlers & { readonly refused?: (verb: Verb, refusal: Refused) => void }

/** The code of one release, its bytes checked against the signed list: path below `files/` to text, `main.js` among them. */
export interface AddonCode {
  files: ReadonlyMap<string, string>
  settings: Json
  handlers: WatchedHandlers
}

/** Something that the help desk wants from an add-on. `ms` shortens the deadline that goes with the entry. */
export interface Wanted {
  entry: Entry
  /** of the event, hook or page; empty for schedule and migrate */
  name: string
  input: Json
  ms?: number
}

/** What an add-on did wrong; `why` is in its own words where it has any, for its author. */
export type Fault =
  | { kind: 'threw'; why: string }
  | { kind: 'timed out' }
  | { kind: 'out of memory' }
  | { kind: 'crashed' }
  | { kind: 'too large' }
  | { kind: 'garbage'; why: string }

/**
 * How a call ended. `refused`: the help desk could not do what the add-on asked and the add-on gave up, as when a server
 * is out of reach. `absent`: it has no such handler. `gone`: it was stopped for something else, try again.
 * `busy`: it has too much to do, or has used up its time, or the machine has none left: try again later. `off`: it is not running.
 */
export type CallOutcome =
  | { kind: 'value'; value: Json }
  | Fault
  | { kind: 'refused'; why: string }
  | { kind: 'absent' | 'gone' | 'busy' | 'off' }

export type LoadOutcome = { kind: 'loaded'; names: HandlerNames } | Fault | { kind: 'gone' | 'busy' | 'off' }

export interface LogLine {
  at: Date
  level: LogLevel
  text: string
  /** something went wrong: the newest such line is the add-on's last error */
  isTrouble?: boolean
}

/** How one add-on is doing. `cpu` is in ms since it was loaded, `memory` in bytes, as of now. */
export interface Doing {
  state: 'loaded' | 'not loaded' | 'off'
  calls: number
  failures: number
  lastError: { at: Date; text: string } | undefined
  cpu: number
  memory: number
}

/** What is known of an add-on without asking it; the error is kept when its code is unloaded. */
export interface Glance {
  isLoaded: boolean
  lastError: { at: Date; text: string } | undefined
}

/** Runs add-on code, out of reach of everything else. An add-on is named by its slug, or by any other name while it is rehearsed. */
export interface CodeRunner {
  /** Takes the add-on's code over, in place of what it ran before, and forgets its failures. */
  load: (addon: string, code: AddonCode) => Promise<LoadOutcome>
  /** Ends the add-on's code; calls under way are `gone`. */
  unload: (addon: string) => Promise<void>
  configure: (addon: string, settings: Json) => void
  /** Never throws, and never takes longer than the deadline of its entry. */
  call: (addon: string, wanted: Wanted) => Promise<CallOutcome>
  doing: (addon: string) => Promise<Doing | undefined>
  glance: (addon: string) => Glance
  /** The last lines that it wrote, oldest first; also of one that was unloaded. */
  log: (addon: string) => LogLine[]
  /** The process in which all of it runs, while there is one. */
  pid: () => number | undefined
  close: () => Promise<void>
}
