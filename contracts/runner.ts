import { z } from 'zod'
import { logLevels, type Verb, verbs } from './addon-api/verbs.ts'

export { encodeFrame, type Frame, frameReader, Garbled } from './runner/frames.ts'
export { deadlines, limits, turns } from './runner/limits.ts'
export type { Order, RefusedReply } from './runner/orders.ts'

const number = z.int().min(0)
const verbNames = Object.keys(verbs).filter((name): name is Verb => name in verbs)

/** How a call ended inside. The body is the value, the error's words, or nothing. */
export const endings = [
  'value',
  'threw',
  'refused',
  'absent',
  'too large',
  'timed out',
  'out of memory',
  'crashed',
  'gone',
  'busy',
] as const
export type Ending = (typeof endings)[number]

/**
 * What the runner tells the panel, which trusts none of it. `turn` comes before an add-on's code runs and `rest` after:
 * between them the runner can do nothing else, and if that lasts too long, it is known whose doing it is.
 */
export const report = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('ready') }),
  z.strictObject({ kind: z.literal('turn'), addon: number, call: number, ms: z.int().min(0).max(60_000) }),
  z.strictObject({ kind: z.literal('rest'), addon: number, cpu: z.number().min(0) }),
  z.strictObject({ kind: z.literal('loaded'), addon: number }),
  z.strictObject({ kind: z.literal('unloaded'), addon: number, call: number, ending: z.enum(endings) }),
  z.strictObject({ kind: z.literal('done'), addon: number, call: number, ending: z.enum(endings) }),
  z.strictObject({
    kind: z.literal('ask'),
    addon: number,
    call: number,
    ask: number,
    verb: z.enum(verbNames),
  }),
  z.strictObject({ kind: z.literal('log'), addon: number, level: z.enum(logLevels) }),
  z.strictObject({ kind: z.literal('measured'), addon: number, memory: z.number().min(0) }),
])
export type Report = z.infer<typeof report>

const names = z.array(z.string().max(100)).max(100)

/** The body of `loaded`: which handlers the add-on has. */
export const handlerNames = z.strictObject({
  events: names,
  hooks: names,
  pages: names,
  schedule: z.boolean(),
  migrate: z.boolean(),
})
export type HandlerNames = z.infer<typeof handlerNames>
