import { z } from 'zod'
import { cycles } from '../manifest.ts'

/** An amount in the currency's minor unit (ISO 4217): 500 is 5.00 USD, and 500 JPY. */
export const amount = z.int().min(0).max(1_000_000_000_000)
export const currency = z.string().regex(/^[A-Z]{3}$/)
export const cycle = z.enum(cycles)
export type Cycle = z.infer<typeof cycle>

/** The client area's own names of things: never shown, only handed back. */
export const id = z.string().regex(/^[\w-]{1,60}$/)
export const addonSlug = z.string().regex(/^[a-z0-9-]{2,40}$/)
export const moment = z.iso.datetime()

/** A stored card, as it may be shown. */
export const cardSummary = z.object({
  brand: z.string().max(30),
  last4: z.string().regex(/^\d{4}$/),
  /** `YYYY-MM`, the last month in which it can be charged */
  expires: z.string().regex(/^\d{4}-\d{2}$/),
})
export type CardSummary = z.infer<typeof cardSummary>

/** Tax inside a total; `note` stands on the invoice, as for a reverse charge. `rate` is in hundredths of a percent. */
export const tax = z.object({
  label: z.string().max(60),
  rate: z.int().min(0).max(10_000),
  amount,
  note: z.string().max(200).nullable(),
})
export type Tax = z.infer<typeof tax>

/** `null` where an account is billed without tax. */
export const total = z.object({ currency, net: amount, tax: tax.nullable(), total: amount })
export type Total = z.infer<typeof total>
