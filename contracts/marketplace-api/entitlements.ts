import { z } from 'zod'
import { addonSlug, amount, currency, cycle, id, moment } from './money.ts'

/**
 * `active`; `past due`: a renewal was not paid, it is still in use; `suspended`: not paid for so long that it is switched
 * off, and paying brings it back; `ended`: for good.
 */
export const entitlementStates = ['active', 'past due', 'suspended', 'ended'] as const
export type EntitlementState = (typeof entitlementStates)[number]

export const endings = ['cancelled', 'unpaid', 'refunded', 'transferred', 'ended by vendor'] as const
export type EndedFor = (typeof endings)[number]

/** `GET /entitlements`, `/entitlements/{id}`: the right to run one add-on under this licence. */
export const entitlement = z.object({
  id,
  licence: id,
  addon: addonSlug,
  /** `free`: without order or invoice */
  kind: z.enum(['free', 'one-time', 'recurring']),
  cycle: cycle.nullable(),
  state: z.enum(entitlementStates),
  since: moment,
  /** null unless recurring */
  paidUntil: moment.nullable(),
  /** what is charged next, and when; null when nothing will be */
  nextCharge: z.object({ at: moment, amount, currency }).nullable(),
  /** a change of that price, announced at least 30 days before it begins */
  priceChange: z.object({ from: moment, amount, currency }).nullable(),
  pastDueSince: moment.nullable(),
  /** the invoice whose payment brings it back */
  invoice: z
    .object({ number: z.string(), total: amount, currency, url: z.url({ protocol: /^https?$/ }) })
    .nullable(),
  /** When it is suspended or ended: until when it may still run. Its grace ends there; null: no end is in sight. */
  usableUntil: moment.nullable(),
  endedAt: moment.nullable(),
  endedBecause: z.enum(endings).nullable(),
  /** the end that was asked for but comes later; nothing more is charged */
  endsAt: moment.nullable(),
  /** releases of this major version may be fetched; null: of all */
  major: z.int().min(0).nullable(),
  /** grows with each change: of two replies the one with the larger number is newer */
  revision: z.int().min(0),
})
export type Entitlement = z.infer<typeof entitlement>

/** `GET /entitlements`: all of this licence, ended ones of the last year too, newest first. */
export const entitlementList = z.object({ entitlements: z.array(entitlement).max(2_000) })

/** `POST /entitlements`: the zero-price right to a free add-on; asking again answers with the same one. */
export const freeRequest = z.strictObject({ addon: addonSlug })
