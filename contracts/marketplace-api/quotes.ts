import { z } from 'zod'
import { accountSummary } from './account.ts'
import { addonSlug, amount, cardSummary, cycle, id, moment, total } from './money.ts'

/** `POST /api/v1/quotes`: what one add-on costs this licence now, in every cycle. `version`: the release to be installed. */
export const quoteRequest = z.strictObject({ addon: addonSlug, version: z.string().min(1).max(60) })
export type QuoteRequest = z.infer<typeof quoteRequest>

/** An offer to one account, for one licence, add-on and cycle. It is charged as it stands here, or not at all. */
export const quote = z.object({
  id,
  cycle,
  ...total.shape,
  /** what is charged next, if nothing changes; null for a one-time purchase */
  nextCharge: z.object({ at: moment, amount }).nullable(),
  expiresAt: moment,
})
export type Quote = z.infer<typeof quote>

export const quoteReply = z.object({
  addon: addonSlug,
  licence: id,
  account: accountSummary,
  /** the card that a purchase would charge; null: none is stored, so a purchase leaves an invoice */
  card: cardSummary.nullable(),
  /** whether the archive of that release can be handed out; nobody pays for one that can't */
  archive: z.enum(['ready', 'missing']),
  /** terms of sale that a purchase accepts */
  terms: z.object({ url: z.url({ protocol: /^https?$/ }).max(500), version: z.string().max(60) }),
  /** shortest cycle first; empty: not sold in the account's currency */
  quotes: z.array(quote).max(7),
})
export type QuoteReply = z.infer<typeof quoteReply>
