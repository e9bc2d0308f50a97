import { z } from 'zod'
import { id, moment } from './money.ts'

export const eventTypes = [
  'purchase.changed',
  'invoice.changed',
  'entitlement.changed',
  'licence.changed',
] as const

/** Something changed: a hint to read the object again, never the news itself. */
export const event = z.object({
  id,
  type: z.enum(eventTypes),
  /** id, reference or number of what changed */
  object: z.string().max(60),
  at: moment,
})
export type MarketplaceEvent = z.infer<typeof event>

/** `GET /events?since=CURSOR`: what happened to this licence after the cursor, oldest first. Without one: from now on. */
export const eventFeed = z.object({
  events: z.array(event).max(100),
  cursor: z.string().max(60),
  more: z.boolean(),
})
export type EventFeed = z.infer<typeof eventFeed>

/** The body of a webhook, signed as Standard Webhooks 1.0 says. */
export const webhookBody = z.object({ type: z.enum(eventTypes), timestamp: moment, data: event })
export type WebhookBody = z.infer<typeof webhookBody>
