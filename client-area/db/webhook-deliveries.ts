import type { Knex } from 'knex'
import type { MarketplaceEvent } from '../../contracts/marketplace-api.ts'
import type { Deliveries, DueDelivery } from '../webhooks/deliveries.ts'
import type { Work } from './index.ts'

interface Row {
  event_id: string
  licence_id: string
  attempts: number
  /** null: delivered, or given up */
  next_at: string | null
  lease_until: string | null
  delivered_at: string | null
  last_trouble: string | null
}

// Older than any clock: an event of a billing run ahead of time is told at once, too.
const atOnce = new Date(0).toISOString()

/** Makes a webhook due for an event, in the same transaction, where the help desk takes webhooks. */
export const queueDelivery = async (knex: Work, { id, licenceId }: { id: string; licenceId: string }) => {
  const taker = knex('licences')
    .select(knex.raw('?, id, 0, ?', [id, atOnce]))
    .where({ id: licenceId })
    .whereNotNull('webhook_url')
  await knex(knex.raw('webhook_deliveries (event_id, licence_id, attempts, next_at)')).insert(taker)
}

/** The outbox of webhooks: what is due, who works on it, and what became of it. */
export const deliveriesIn = (knex: Work): Deliveries => {
  const rows = () => knex<Row>('webhook_deliveries')
  const finish = async (id: string, row: Partial<Row>) => {
    await rows()
      .where({ event_id: id })
      .update({ lease_until: null, ...row })
  }
  return {
    async claim(now, leaseUntil, most) {
      const claimed: DueDelivery[] = []
      for (const id of await dueIn(knex, now.toISOString(), most)) {
        // stops a double delivery: of two processes that saw the same row, one changes it
        const free = await rows()
          .where({ event_id: id })
          .where('next_at', '<=', now.toISOString())
          .where(unleased(now.toISOString()))
          .update({ lease_until: leaseUntil.toISOString(), attempts: knex.raw('attempts + 1') })
        if (free === 1) claimed.push(await readDelivery(knex, id))
      }
      return claimed
    },
    delivered: (id, at) => finish(id, { delivered_at: at.toISOString(), next_at: null, last_trouble: null }),
    retry: (id, at, trouble) => finish(id, { next_at: at.toISOString(), last_trouble: trouble.slice(0, 60) }),
    giveUp: (id, trouble) => finish(id, { next_at: null, last_trouble: trouble.slice(0, 60) }),
    async of(licenceId) {
      const all = await rows().where({ licence_id: licenceId }).orderBy('event_id')
      return all.map(({ event_id, attempts, next_at, delivered_at, last_trouble }) => ({
        event: event_id,
        attempts,
        nextAt: next_at,
        deliveredAt: delivered_at,
        trouble: last_trouble,
      }))
    },
    async sweep(before) {
      await rows().where('delivered_at', '<', before.toISOString()).delete()
    },
  }
}

type Where = (query: Knex.QueryBuilder<Row>) => void
const unleased =
  (now: string): Where =>
  query =>
    void query.whereNull('lease_until').orWhere('lease_until', '<', now)

// One of each help desk at a time, the longest due first: a dead one never stands in the way of the others.
const dueIn = async (knex: Work, now: string, most: number) => {
  const busy = knex<Row>('webhook_deliveries').where('lease_until', '>=', now).select('licence_id')
  const first = await knex<Row>('webhook_deliveries as due')
    .where('due.next_at', '<=', now)
    .whereNotIn('due.licence_id', busy)
    .groupBy('due.licence_id')
    .min({ next_at: 'due.next_at' })
    .select('due.licence_id')
    .orderBy('next_at')
    .limit(most)
  const ids: string[] = []
  for (const { licence_id, next_at } of first) {
    const row = await knex('webhook_deliveries')
      .join('events', 'events.id', 'webhook_deliveries.event_id')
      .where({ 'webhook_deliveries.licence_id': licence_id, 'webhook_deliveries.next_at': next_at })
      .orderBy('events.sequence')
      .first<{ event_id: string } | undefined>('webhook_deliveries.event_id')
    if (row) ids.push(row.event_id)
  }
  return ids
}

const readDelivery = async (knex: Work, eventId: string): Promise<DueDelivery> => {
  const row = await knex('webhook_deliveries')
    .join('events', 'events.id', 'webhook_deliveries.event_id')
    .where({ 'events.id': eventId })
    .first<(MarketplaceEvent & { licence_id: string; attempts: number }) | undefined>(
      'events.id as id',
      'events.type as type',
      'events.object as object',
      'events.at as at',
      'webhook_deliveries.licence_id as licence_id',
      'webhook_deliveries.attempts as attempts',
    )
  if (!row) throw new Error(`Event ${eventId} has gone`)
  const { licence_id, attempts, ...event } = row
  return { event, licenceId: licence_id, attempts }
}
