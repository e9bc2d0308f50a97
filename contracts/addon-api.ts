import { z } from 'zod'
import { inbox } from './addon-api/conversations.ts'
import { httpRequest, httpResponse } from './addon-api/http.ts'
import { secrets } from './addon-api/secrets.ts'
import { storage } from './addon-api/storage.ts'
import type { Verb } from './addon-api/verbs.ts'

export * from './addon-api/conversations.ts'
export * from './addon-api/hooks.ts'
export * from './addon-api/http.ts'
export * from './addon-api/own-events.ts'
export { placeholderOf, secretIn } from './addon-api/secrets.ts'
export { type Entry, entries, type LogLevel, logLevels, type Refusal, refusals } from './addon-api/verbs.ts'
export { type Verb, verbs } from './addon-api/verbs.ts'

/**
 * Version 1 of what add-on code says to the help desk, and is told: one pair of schemas a verb, each of them a promise.
 * Beside the verbs stand `souk.settings`, secrets in it as texts that stand for them, and `souk.log.info(text)`, `warn`, `error`.
 *
 * The help desk calls, of `export default`: `events[name](event, souk)` with a `toldEvent` or one of `ownEvents`; `hooks.request(request,
 * souk)` for its public address; `pages[id](request, souk)`; `schedule({ at }, souk)`; `migrate({ from }, souk)`.
 */
export const addonApi = {
  http: { input: httpRequest, output: httpResponse },
  ...storage,
  ...inbox,
  ...secrets,
  /** shows a line to operators, above every page, for a day or until `text` is null; a second one of an id replaces the first */
  notify: {
    input: z.strictObject({
      id: z
        .string()
        .regex(/^[a-z0-9-]{1,40}$/)
        .default('notice'),
      tone: z.enum(['info', 'warning']).default('info'),
      text: z.string().min(1).max(300).nullable(),
    }),
    output: z.null(),
  },
  /** where its public address begins, without a slash at the end */
  publicUrl: { input: z.null(), output: z.string() },
  /** the help desk's clock, ISO 8601 */
  now: { input: z.null(), output: z.string() },
} satisfies Record<Verb, { input: z.ZodType; output: z.ZodType }>

type Api = typeof addonApi
type AskedBy = { [V in Verb]: z.output<Api[V]['input']> }
type ToldBy = { [V in Verb]: z.input<Api[V]['output']> }
export type Asked<V extends Verb> = AskedBy[V]
export type Told<V extends Verb> = ToldBy[V]
