import type { Deliveries, DueDelivery } from '../webhooks/deliveries.ts'
import type { Work } from './index.ts'
import { type DeliveryRow as Row, dueIn, readDelivery, unleased } from './webhook-due.ts'

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
      const old = knex('events').where('at', '<', before.toISOString()).select('id')
      await rows().whereNull('next_at').whereIn('event_id', old).delete()
    },
  }
}
