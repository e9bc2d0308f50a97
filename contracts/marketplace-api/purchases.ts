import { z } from 'zod'
import { invoiceSummary } from './invoices.ts'
import { addonSlug, amount, currency, cycle, id, moment } from './money.ts'

/** The caller's own name for one purchase or cancellation: the Idempotency-Key header, and the key of look-ups. */
export const reference = z.string().regex(/^[\w-]{16,60}$/)

/**
 * `POST /api/v1/purchases` with the header `Idempotency-Key`: charges the account's default card at once. The quote
 * decides; the rest repeats what the person confirmed, and any difference is refused without a charge. The same key with
 * the same body has the same result, whenever it is sent; with another body it is 422 `key_reused`.
 */
export const purchaseRequest = z.strictObject({
  quote: id,
  addon: addonSlug,
  cycle,
  total: amount,
  currency,
  /** version of the terms that the press accepted */
  terms: z.string().max(60),
})
export type PurchaseRequest = z.infer<typeof purchaseRequest>

/** Why nothing was charged and no invoice was made. */
export const refusals = [
  'price changed',
  'quote expired',
  'licence inactive',
  'not sold',
  'already entitled',
  'other order open',
] as const
export type Refusal = (typeof refusals)[number]

/**
 * - `paid`: charged, and entitled.
 * - `payment due`: declined, or no card; the invoice stays to be paid by hand.
 * - `action required`: the bank asks the card's owner to confirm, on the invoice's page.
 * - `processing`: the payment is under way; it becomes one of the others by itself.
 * - `refused`: nothing was charged, no invoice.
 * - `withdrawn`: taken back before it was paid. A reference that never arrived can be withdrawn, too: it never buys then.
 * - `void`: the invoice was never paid in time, or the vendor took it back.
 */
export const purchaseStates = [
  'paid',
  'payment due',
  'action required',
  'processing',
  'refused',
  'withdrawn',
  'void',
] as const
export type PurchaseState = (typeof purchaseStates)[number]

/** What a purchase, its look-up `GET /purchases/{reference}` and its withdrawal answer with. */
export const purchase = z.object({
  reference,
  licence: id,
  account: id,
  addon: addonSlug,
  cycle,
  currency,
  /** what was charged, or is to be paid */
  total: amount,
  state: z.enum(purchaseStates),
  refusal: z.enum(refusals).nullable(),
  invoice: invoiceSummary.nullable(),
  /** the right that was bought, once it is paid */
  entitlement: id.nullable(),
  placedAt: moment,
  changedAt: moment,
})
export type Purchase = z.infer<typeof purchase>

/** What is known of a reference that was withdrawn before it arrived: there is nothing else to tell. */
export const neverArrived = z.object({ reference, state: z.literal('withdrawn'), arrived: z.literal(false) })
export type NeverArrived = z.infer<typeof neverArrived>

/** `POST /purchases/{reference}/withdrawal` */
export const withdrawalReply = z.union([purchase, neverArrived])
export type WithdrawalReply = z.infer<typeof withdrawalReply>

/** `GET /purchases?open=1`: those of this licence that are not settled (payment due, action required, processing). */
export const purchaseList = z.object({ purchases: z.array(purchase).max(200) })
