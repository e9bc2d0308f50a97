/**
 * What add-on code may ask of the help desk, and how its arguments are named: `souk.storage.set(key, value)` becomes
 * `{ key, value }`. An empty list takes one object as it is. Plain data: the runner reads it without any schema.
 */
export const verbs = {
  http: [],
  'storage.get': ['key'],
  'storage.set': ['key', 'value'],
  'storage.delete': ['key'],
  'storage.list': ['prefix'],
  'inbox.deliver': [],
  'inbox.reply': ['conversation', 'text'],
  'inbox.tag': ['conversation', 'tag'],
  'inbox.untag': ['conversation', 'tag'],
  'inbox.close': ['conversation'],
  'inbox.find': [],
  notify: [],
  'hmac.verify': [],
  'secrets.same': ['secret', 'text'],
  sign: ['text'],
  publicUrl: [],
  now: [],
} as const satisfies Record<string, readonly string[]>
export type Verb = keyof typeof verbs

export const logLevels = ['info', 'warn', 'error'] as const
export type LogLevel = (typeof logLevels)[number]

/** What the help desk may ask of add-on code. `schedule` and `migrate` are single functions, the others tables. */
export const entries = ['event', 'hook', 'page', 'schedule', 'migrate'] as const
export type Entry = (typeof entries)[number]

/** Why the help desk did not do what add-on code asked: `error.code` of the promise that was refused. */
export const refusals = [
  'not allowed',
  'wrong input',
  'not found',
  'too large',
  'too many',
  'no room',
  'out of reach',
  'over',
  'busy',
  'failed',
] as const
export type Refusal = (typeof refusals)[number]
