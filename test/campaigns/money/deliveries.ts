import { randomUUID } from 'node:crypto'
import { Webhook } from 'standardwebhooks'
import type { MarketplaceEvent } from '../../../contracts/marketplace-api.ts'
import type { World } from './bench.ts'
import { minute } from './clocks.ts'
import { count, type Tally } from './tally.ts'

const forger = `whsec_${Buffer.alloc(24, 7).toString('base64')}`

/** How one event reaches the panel. */
export const ways = ['in time', 'twice', 'dropped', 'forged', 'replayed later', 'six minutes late'] as const
export type Way = (typeof ways)[number]

/** Brings one event to the panel's address, signed or not, as the way says. */
export const deliver = async (
  world: World,
  event: MarketplaceEvent,
  way: Way,
  tally: Tally,
  name: string,
) => {
  count(tally, way)
  if (way === 'dropped') return
  const times = way === 'twice' || way === 'replayed later' ? 2 : 1
  const id = randomUUID()
  // signatures are of the machine's own time
  const at = new Date(Date.now() - (way === 'six minutes late' ? 6 * minute : 0))
  const secret = way === 'forged' ? forger : world.settings.WEBHOOK_SECRET
  const isRefused = way === 'forged' || way === 'six minutes late'
  for (let n = 0; n < times; n++) {
    const status = await post(world, event, { id, at, secret })
    if (status !== (isRefused ? 401 : 204)) tally.violations.push(`${name}: ${way} is answered ${status}`)
  }
}

const post = async (
  { desk }: World,
  data: MarketplaceEvent,
  { id, at, secret }: { id: string; at: Date; secret: string },
) => {
  const body = JSON.stringify({ type: data.type, timestamp: data.at, data })
  const answer = await fetch(`${desk.url}/webhooks/client-area`, {
    method: 'POST',
    body,
    headers: {
      'webhook-id': id,
      'webhook-timestamp': String(Math.floor(at.getTime() / 1_000)),
      'webhook-signature': new Webhook(secret).sign(id, at, body),
    },
  })
  return answer.status
}
