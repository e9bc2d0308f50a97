import { randomUUID } from 'node:crypto'
import type { MarketplaceEvent } from '../../contracts/marketplace-api.ts'
import type { Events } from '../billing/stores.ts'
import { readsInOrder, writesInOrder } from './event-order.ts'
import type { Work } from './index.ts'
import { queueDelivery } from './webhook-deliveries.ts'

interface Row extends MarketplaceEvent {
  sequence: number
  licence_id: string
}

/** What help desks may learn from; added in the transaction of the change itself, or not at all. */
export const eventsIn = (knex: Work): Events => ({
  async add(licenceId, { type, object, at }) {
    await writesInOrder(knex, licenceId)
    const id = randomUUID()
    await knex('events').insert({ id, licence_id: licenceId, type, object, at })
    await queueDelivery(knex, { id, licenceId })
  },
  since: (licenceId, cursor, limit) =>
    readsInOrder(knex, licenceId, async work => {
      const later = work<Row>('events').where({ licence_id: licenceId }).where('sequence', '>', cursor)
      return (await later.orderBy('sequence').limit(limit)).map(readEvent)
    }),
  last: licenceId =>
    readsInOrder(knex, licenceId, async work => {
      const own = work<Row>('events').where({ licence_id: licenceId })
      const row = await own.orderBy('sequence', 'desc').first('sequence')
      return row?.sequence ?? 0
    }),
})

const readEvent = ({ sequence, id, type, object, at }: Row) => ({
  sequence,
  id,
  type,
  object,
  at,
})
