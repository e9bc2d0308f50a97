import { type InboxEventName, inboxEventNames } from '../contracts/inbox.ts'
import type { Json } from '../contracts/json.ts'
import type { Delivery, DeliveryStore } from '../marketplace/code/deliveries.ts'
import { deliveryHoursIn } from './delivery-hours.ts'
import type { Work } from './index.ts'

/** Events on their way to add-ons. A claim moves `next_at` on: whoever is quicker has it until then. */
export const deliveriesIn = (knex: Work): DeliveryStore => {
  const table = () => knex<Row>('code_deliveries')
  const waiting = () => table().where({ state: 'waiting' })
  const settle = async (id: number, state: 'done' | 'dead', at: string, trouble: string | null) => {
    const settled = { state, held: false, settled_at: at, trouble: trouble?.slice(0, 500) ?? null }
    // of two that tell it at once, the quicker one settles it: it counts once
    const [first] = await waiting().where({ id }).update(settled, ['addon'])
    if (first) await deliveryHoursIn(knex).count(first.addon, at, state)
  }

  return {
    async add({ payload, at, ...delivery }) {
      const row = { ...delivery, payload: JSON.stringify(payload), at, next_at: at }
      await knex('code_deliveries')
        .insert({ ...row, state: 'waiting' })
        .onConflict()
        .ignore()
    },
    async waiting(addon) {
      return numberIn(await waiting().where({ addon }).count({ count: '*' }).first())
    },
    async claim(addons, now, leaseUntil, most) {
      // whoever is about to change a release waits for this, and then finds what is held
      await knex('installations')
        .whereIn('addon', [...addons])
        .forShare()
        .select('addon')
      const due = await waiting()
        .whereIn('addon', [...addons])
        .where('next_at', '<=', now)
        .whereNotExists(older(knex))
        .whereNotExists(moving(knex))
        .orderBy('id')
        .limit(most)
      const claimed: Delivery[] = []
      for (const row of due) {
        const taken = await waiting()
          .where({ id: row.id, next_at: row.next_at })
          .whereNotExists(moving(knex))
          .update({ next_at: leaseUntil, begun: true, held: true })
        if (taken > 0) claimed.push(deliveryOf(row))
      }
      return claimed
    },
    async areHeld(addon, now) {
      return (
        (await waiting().where({ addon, held: true }).where('next_at', '>', now).first('id')) !== undefined
      )
    },
    done: (id, at) => settle(id, 'done', at, null),
    async retry(id, nextAt, trouble, counts) {
      const again = { next_at: nextAt, held: false, trouble: trouble.slice(0, 500) }
      await waiting()
        .where({ id })
        .update(counts ? { ...again, attempts: knex.raw('attempts + 1') } : again)
    },
    giveUp: (id, at, trouble) => settle(id, 'dead', at, trouble),
    async counts(addon, since) {
      const settled = (state: string) =>
        table().where({ addon, state }).where('settled_at', '>=', since).count({ count: '*' }).first()
      const open = waiting().where({ addon }).count({ count: '*' }).first()
      return {
        done: numberIn(await settled('done')),
        waiting: numberIn(await open),
        dead: numberIn(await settled('dead')),
      }
    },
    async lastTrouble(addon) {
      const row = await table().where({ addon }).whereNotNull('trouble').orderBy('id', 'desc').first()
      return row && { at: row.settled_at ?? row.at, text: row.trouble ?? '' }
    },
    async nextDue(addons) {
      const row = await waiting()
        .whereIn('addon', [...addons])
        .min({ next: 'next_at' })
        .first()
      const next: unknown = row?.['next']
      return typeof next === 'string' ? next : undefined
    },
    hours: (addon, from) => deliveryHoursIn(knex).from(addon, from),
    async sweep(before, countedBefore) {
      await table().whereNot({ state: 'waiting' }).where('settled_at', '<', before).delete()
      await deliveryHoursIn(knex).sweep(countedBefore)
    },
  }
}

// in order within one conversation: what came before has to be settled first
const older = (knex: Work) =>
  knex('code_deliveries as earlier')
    .select(knex.raw('1'))
    .where('earlier.state', 'waiting')
    .whereRaw('earlier.addon = code_deliveries.addon')
    .whereRaw('earlier.conversation = code_deliveries.conversation')
    .whereRaw('earlier.id < code_deliveries.id')

// its release is about to change
const moving = (knex: Work) =>
  knex('installations')
    .select(knex.raw('1'))
    .whereRaw('installations.addon = code_deliveries.addon')
    .whereNotNull('installations.moving')

const numberIn = (row: { count?: string | number } | undefined) => Number(row?.count ?? 0)

interface Row {
  id: number
  addon: string
  event: string
  conversation: string
  payload: string
  state: string
  attempts: number
  begun: boolean | number
  held: boolean | number
  next_at: string
  trouble: string | null
  at: string
  settled_at: string | null
}

const deliveryOf = ({ id, addon, event, conversation, payload, attempts, begun, at }: Row): Delivery => ({
  id,
  addon,
  event: eventOf(event),
  conversation,
  payload: JSON.parse(payload) as Json,
  attempts,
  begun: Boolean(begun),
  at,
})

const eventOf = (name: string): InboxEventName => {
  const known = inboxEventNames.find(one => one === name)
  if (!known) throw new Error(`The database names an unknown event: ${name}`)
  return known
}
