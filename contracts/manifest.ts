import { z } from 'zod'

/** The kinds of add-on, in the order in which they are shown. */
export const kinds = ['channel', 'language', 'plugin'] as const
export type Kind = (typeof kinds)[number]

/** Billing cycles, shortest first. */
export const cycles = [
  'one-time',
  'monthly',
  'quarterly',
  'semi-annually',
  'annually',
  'biennially',
  'triennially',
] as const

// Control and direction-override characters could make one name look like another on a page.
export const oneLine = (max: number) =>
  z
    .string()
    .min(1)
    .max(max)
    .regex(/^[^\p{Cc}\u202a-\u202e\u2066-\u2069]+$/u)

// Only http(s): stops javascript: and data: links from reaching a page.
export const link = z.url({ protocol: /^https?$/ }).max(500)

export const slug = z.string().regex(/^[a-z0-9-]{2,40}$/)

/** Semantic Versioning 2.0.0, section 2 and 9: numbers, and an optional pre-release; build metadata is refused. */
export const version = z
  .string()
  .max(60)
  .regex(/^(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)(-[0-9A-Za-z-]+(\.[0-9A-Za-z-]+)*)?$/)

/** How a host is to be declared, as whoever wrote it otherwise is told. */
export const hostRule =
  'write the full name of a host in small letters, as "api.example.com", without scheme, port, path, "*" or IP address'

/** Amounts are integers in the currency's minor unit (ISO 4217). */
export const price = z.strictObject({
  currency: z.string().regex(/^[A-Z]{3}$/),
  cycle: z.enum(cycles),
  amount: z.int().min(1).max(1_000_000_000),
})
export type Price = z.infer<typeof price>

export const author = z.strictObject({
  id: slug,
  name: oneLine(80),
  url: link.optional(),
  support: link.optional(),
})

/** What add-on code may do in the inbox: a channel in its own conversations, a plugin in all of them. */
export const inboxActs = ['find', 'reply', 'tag', 'close'] as const
export type InboxAct = (typeof inboxActs)[number]

const page = z.strictObject({
  id: z.string().regex(/^[a-z0-9-]{2,40}$/, {
    error: 'the id stands in the address of the page: write 2 to 40 small letters, digits and hyphens',
  }),
  title: oneLine(60),
  audience: z.enum(['operators', 'public'], { error: 'write "operators" or "public"' }),
})

/** What the add-on may do beyond showing text; an absent right is not granted. */
export const permissions = z.strictObject({
  hosts: z.array(z.string().regex(/^[a-z0-9.-]{1,253}$/, { error: hostRule })).max(20),
  events: z
    .array(z.string().regex(/^[a-z]+(\.[a-z]+)+$/, { error: 'an event is named as "message.received"' }))
    .max(40),
  inbox: z
    .array(z.enum(inboxActs, { error: `write some of ${inboxActs.join(', ')}` }))
    .max(inboxActs.length)
    .default([]),
  publicAddress: z.boolean(),
  pages: z.array(page).max(10),
  storage: z.int().min(0).max(104_857_600),
  schedule: oneLine(60).nullable(),
})
export type Permissions = z.infer<typeof permissions>

export const language = z.strictObject({
  code: z.string().regex(/^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$/),
  direction: z.enum(['ltr', 'rtl']),
  name: oneLine(60),
})

/** `manifest.json` of one release: who made it, what it is, what it needs, what it costs. */
export const manifest = z
  .strictObject({
    slug,
    kind: z.enum(kinds),
    name: oneLine(60),
    version,
    summary: oneLine(160),
    tags: z.array(z.string().regex(/^[a-z0-9-]{2,24}$/)).max(8),
    author,
    licence: oneLine(60),
    terms: link.optional(),
    privacy: link.optional(),
    supports: oneLine(80),
    api: z.literal(1),
    security: z.boolean(),
    language: language.optional(),
    permissions: permissions.optional(),
    settings: z.record(z.string(), z.json()).optional(),
    prices: z.array(price).max(60).default([]),
  })
  .refine(m => (m.kind === 'language') === (m.language !== undefined), {
    error: 'a language needs "language", and nothing else may have it',
    path: ['language'],
  })
  .refine(m => m.kind !== 'language' || m.permissions === undefined, {
    error: 'a language asks for no permissions',
    path: ['permissions'],
  })
  .refine(m => new Set(m.prices.map(p => `${p.currency} ${p.cycle}`)).size === m.prices.length, {
    error: 'two prices have the same currency and cycle',
    path: ['prices'],
  })
export type Manifest = z.infer<typeof manifest>
