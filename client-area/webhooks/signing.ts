import { Webhook } from 'standardwebhooks'
import type { MarketplaceEvent, WebhookBody } from '../../contracts/marketplace-api.ts'

/** An event as Standard Webhooks 1.0 sends it, signed with each of the secrets over the very bytes that travel. */
export const signed = (event: MarketplaceEvent, secrets: string[], now: Date) => {
  const { type, at } = event
  const body = JSON.stringify({ type, timestamp: at, data: event } satisfies WebhookBody)
  return {
    body,
    headers: {
      'content-type': 'application/json',
      'user-agent': 'Souk-Webhooks/1',
      'webhook-id': event.id,
      'webhook-timestamp': String(Math.floor(now.getTime() / 1000)),
      'webhook-signature': secrets.map(secret => new Webhook(secret).sign(event.id, now, body)).join(' '),
    },
  }
}
