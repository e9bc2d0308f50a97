import type { WebhookStore } from '../marketplace/webhooks.ts'
import type { Work } from './index.ts'

/** Ids of the signed events that arrived, kept a little longer than a signature is good for. */
export const webhooksSeenIn = (knex: Work): WebhookStore => {
  const table = () => knex<{ id: string; at: string }>('webhooks_seen')
  return {
    async isNew(id, at) {
      const added = await table().insert({ id, at }).onConflict('id').ignore().returning('id')
      return added.length > 0
    },
    async sweep(before) {
      await table().where('at', '<', before).delete()
    },
  }
}
