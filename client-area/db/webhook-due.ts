import type { Knex } from 'knex'
import type { MarketplaceEvent } from '../../contracts/marketplace-api.ts'
import type { DueDelivery } from '../webhooks/deliveries.ts'
import type { Work } from './index.ts'

export interface DeliveryRow {
  event_id: string
  licence_id: string
  attempts: number
  /** null: delivered, or given up */
  next_at: string | null
  lease_until: string | null
  delivered_at: string | null
  last_trouble: string | null
}

// One of each help desk at a time, the longest due first: a dead one never stands in the way of the others.
export const dueIn = async (knex: Work, now: string, most: number) => {
  const busy = knex<DeliveryRow>('webhook_deliveries').where('lease_until', '>=', now).select('licence_id')
  const first = await knex<DeliveryRow>('webhook_deliveries as due')
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

export const readDelivery = async (knex: Work, eventId: string): Promise<DueDelivery> => {
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

type Where = (query: Knex.QueryBuilder<DeliveryRow>) => void
/** rows that nobody works on at that time */
export const unleased =
  (now: string): Where =>
  query =>
    void query.whereNull('lease_until').orWhere('lease_until', '<', now)
