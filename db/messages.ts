import type { Author, Message, MessageStore } from '../marketplace/inbox.ts'
import type { Work } from './index.ts'
import { pageIn } from './pages.ts'

const pageSize = 25
// handed to a channel that comes back in one go
const waitingMost = 5_000

/** Messages, in the order in which they came. What a channel delivered is stored once, by its own id. */
export const messagesIn = (knex: Work): MessageStore => {
  const table = () => knex<Row>('messages')
  const first = async (query: Promise<Row | undefined>) => {
    const row = await query
    return row && messageOf(row)
  }

  return {
    async add(message, received) {
      const { channel = null, externalId = null } = received ?? {}
      await table().insert({ ...rowOf(message), channel, external_id: externalId })
    },
    async put(message) {
      const { id, ...values } = rowOf(message)
      await table().where({ id }).update(values)
    },
    find: id => first(table().where({ id }).first()),
    received: (channel, externalId) => first(table().where({ channel, external_id: externalId }).first()),
    latestOfPeople: conversation =>
      first(
        table().where({ conversation }).whereNot('author_kind', 'addon').orderBy('number', 'desc').first(),
      ),
    async automaticSince(conversation) {
      const ofPeople = knex('messages').max('number').where({ conversation }).whereNot('author_kind', 'addon')
      const counted = await table()
        .where({ conversation, author_kind: 'addon' })
        .whereRaw('number > coalesce((?), 0)', [ofPeople])
        .count({ total: '*' })
        .first()
      return Number(counted?.['total'] ?? 0)
    },
    async latest(conversations) {
      const newest = knex('messages')
        .max('number')
        .whereIn('conversation', [...conversations])
        .groupBy('conversation')
      return (await table().whereIn('number', newest)).map(messageOf)
    },
    async page(conversation, asked) {
      const counted = await table().where({ conversation }).count({ total: '*' }).first()
      const { page, pages } = pageIn(Number(counted?.['total'] ?? 0), asked, pageSize)
      const rows = await table()
        .where({ conversation })
        .orderBy('number')
        .limit(pageSize)
        .offset((page - 1) * pageSize)
      return { page, pages, messages: rows.map(messageOf) }
    },
    async waitingFor(channel) {
      const rows = await table()
        .where({ state: 'waiting' })
        .whereIn('conversation', knex('conversations').select('id').where({ channel }))
        .orderBy('number')
        .limit(waitingMost)
      return rows.map(messageOf)
    },
  }
}

interface Row {
  number?: number
  id: string
  conversation: string
  author_kind: Author['kind']
  author_id: string | null
  author: string
  text: string
  at: string
  state: Message['state']
  why: string | null
  attempts: number
  settled_at: string | null
  channel?: string | null
  external_id?: string | null
}

const rowOf = ({ author, ...message }: Message): Row => ({
  id: message.id,
  conversation: message.conversation,
  author_kind: author.kind,
  author_id: author.kind === 'customer' ? null : author.id,
  author: author.name,
  text: message.text,
  at: message.at,
  state: message.state,
  why: message.why,
  attempts: message.attempts,
  settled_at: message.settledAt,
})

const messageOf = (row: Row): Message => ({
  id: row.id,
  conversation: row.conversation,
  author: authorOf(row),
  text: row.text,
  at: row.at,
  state: row.state,
  why: row.why,
  attempts: row.attempts,
  settledAt: row.settled_at,
})

const authorOf = ({ author_kind: kind, author_id: id, author: name }: Row): Author =>
  kind === 'customer' ? { kind, name } : { kind, id: id ?? '', name }
