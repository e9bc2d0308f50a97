import type { InboxEvent } from '../../contracts/inbox.ts'
import type { Json } from '../../contracts/json.ts'
import type { AddonsInbox, CodeEvent, CodeEventStore } from '../inbox.ts'
import type { InstallationStore } from '../installations.ts'
import type { DeliveryStore, NewDelivery } from './deliveries.ts'
import { type CodeAddon, codeAddonOf, runsCode } from './rights.ts'

export interface SpreadStores {
  events: CodeEventStore
  deliveries: DeliveryStore
  installations: Pick<InstallationStore, 'all' | 'release'>
}

export interface SpreadNeeds {
  /** is there anything to be handed on? Asked each second, so without a transaction */
  hasEvents: () => Promise<boolean>
  atomically: <T>(work: (stores: SpreadStores) => Promise<T>) => Promise<T>
  inbox: Pick<AddonsInbox, 'waitingFor'>
  now: () => Date
}

const atOnce = 100
/** one that hears nothing for long does not fill the database */
const mostWaiting = 5_000

/** Hands what happened on to the active add-ons that declare it, and forgets it; answers with how much that was. */
export const spread = ({ atomically }: SpreadNeeds): Promise<number> =>
  atomically(async ({ events, deliveries, installations }) => {
    const found = await events.oldest(atOnce)
    if (found.length === 0) return 0
    for (const listener of await listenersIn(installations)) {
      let room = mostWaiting - (await deliveries.waiting(listener.slug))
      for (const event of found)
        if (hears(listener, event) && room-- > 0) await deliveries.add(deliveryOf(listener, event, event.id))
    }
    await events.remove(found.map(({ id }) => id))
    return found.length
  })

/** What a channel was to send while it was off. */
export const catchUp = async ({ atomically, inbox, now }: SpreadNeeds, channel: CodeAddon) => {
  const waiting = await inbox.waitingFor(channel.slug)
  if (waiting.length === 0 || !channel.rights.events.includes('reply.sent')) return
  const at = now().toISOString()
  await atomically(async ({ deliveries }) => {
    for (const payload of waiting)
      await deliveries.add(deliveryOf(channel, { name: 'reply.sent', payload, at }, null))
  })
}

const listenersIn = async (installations: SpreadStores['installations']): Promise<CodeAddon[]> => {
  const active = (await installations.all()).filter(one => one.active && runsCode(one))
  const addons = await Promise.all(
    active.map(async one => {
      const placed = await installations.release(one.addon, one.version)
      return placed ? [codeAddonOf(one, placed)] : []
    }),
  )
  return addons.flat().filter(({ rights }) => rights.events.length > 0)
}

/** A channel hears of its own conversations only; nobody hears of what it did itself, but for what it is to send. */
export const hears = ({ slug, kind, rights }: CodeAddon, { name, payload, only }: CodeEvent) => {
  if (!rights.events.includes(name) || (only !== null && only !== slug)) return false
  const { conversation, by } = payload
  if (kind === 'channel' && conversation.channel !== slug) return false
  return by.addon !== slug || isToSend(slug, name, payload)
}

const isToSend = (slug: string, name: string, { conversation }: InboxEvent) =>
  name === 'reply.sent' && conversation.channel === slug

const deliveryOf = (
  { slug: addon }: CodeAddon,
  { name, payload, at }: Pick<CodeEvent, 'name' | 'payload' | 'at'>,
  source: number | null,
): NewDelivery => ({
  addon,
  event: name,
  conversation: payload.conversation.id,
  source,
  message: isToSend(addon, name, payload) ? messageIn(payload) : null,
  payload: { name, at, ...plain(payload) },
  at,
})

const messageIn = ({ message }: InboxEvent) => message && `${message.id} ${message.attempt}`

const plain = (payload: InboxEvent): { [name: string]: Json } => ({ ...payload })
