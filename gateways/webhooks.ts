import { Webhook } from 'standardwebhooks'
import type { Delivery } from '../marketplace/webhooks.ts'

/** The secrets in a setting: several while one takes the other's place, with spaces between. Throws on an unusable one. */
export const webhookKeysIn = (setting: string | undefined) =>
  (setting ?? '')
    .split(/\s+/)
    .filter(secret => secret !== '')
    .map(secret => new Webhook(secret))

/** Whether one of the secrets signed exactly these bytes within the last five minutes (Standard Webhooks 1.0). */
export const genuineBy =
  (keys: readonly Webhook[]) =>
  ({ body, id, timestamp, signature }: Delivery) => {
    // an id that the store can't keep, or that is something else, would not be known the second time
    if (!/^[\w.-]{1,60}$/.test(id) || !isText(body)) return false
    const headers = { 'webhook-id': id, 'webhook-timestamp': timestamp, 'webhook-signature': signature }
    return keys.some(key => isSigned(key, body, headers))
  }

const isSigned = (key: Webhook, body: Buffer, headers: Record<string, string>) => {
  try {
    key.verify(body, headers, { jsonParse: false })
    return true
  } catch {
    return false
  }
}

// The library signs text: bytes that are none would all be read as the same replacement character.
const isText = (body: Buffer) => {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(body)
    return true
  } catch {
    return false
  }
}
