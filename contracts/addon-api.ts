import { z } from 'zod'
import { httpRequest, httpResponse } from './addon-api/http.ts'
import { storage } from './addon-api/storage.ts'
import type { Verb } from './addon-api/verbs.ts'

export * from './addon-api/http.ts'
export { type Entry, entries, type LogLevel, logLevels, type Refusal, refusals } from './addon-api/verbs.ts'
export { type Verb, verbs } from './addon-api/verbs.ts'

/** Version 1 of what add-on code says to the help desk, and is told: one pair of schemas a verb. */
export const addonApi = {
  http: { input: httpRequest, output: httpResponse },
  ...storage,
  notify: {
    input: z.strictObject({
      text: z.string().min(1).max(300),
      level: z.enum(['info', 'warning']).default('info'),
    }),
    output: z.null(),
  },
} satisfies Record<Verb, { input: z.ZodType; output: z.ZodType }>

type Api = typeof addonApi
type AskedBy = { [V in Verb]: z.output<Api[V]['input']> }
type ToldBy = { [V in Verb]: z.input<Api[V]['output']> }
export type Asked<V extends Verb> = AskedBy[V]
export type Told<V extends Verb> = ToldBy[V]
