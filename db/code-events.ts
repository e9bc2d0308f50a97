import { inboxEvent } from '../contracts/inbox.ts'
import type { CodeEvent, CodeEventStore } from '../marketplace/inbox.ts'
import type { Work } from './index.ts'

/** What happened, written down in the transaction in which it did, until somebody hands it to the add-ons that listen. */
export const codeEventsIn = (knex: Work): CodeEventStore => {
  const table = () => knex<Row>('code_events')

  return {
    async add({ name, payload, only, at }) {
      await table().insert({ name, payload: JSON.stringify(payload), only, at })
    },
    async oldest(most) {
      return (await table().orderBy('id').limit(most)).map(eventOf)
    },
    async remove(ids) {
      await table()
        .whereIn('id', [...ids])
        .delete()
    },
  }
}

interface Row {
  id?: number
  name: CodeEvent['name']
  payload: string
  only: string | null
  at: string
}

const eventOf = ({ id = 0, name, payload, only, at }: Row) => ({
  id,
  name,
  payload: inboxEvent.parse(JSON.parse(payload)),
  only,
  at,
})
