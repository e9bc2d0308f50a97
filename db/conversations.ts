import type { Conversation, ConversationStore } from '../marketplace/inbox.ts'
import { type ConversationRow, conversationOf, rowOf } from './conversation-rows.ts'
import { conversationsMatching } from './conversation-search.ts'
import type { Work } from './index.ts'
import { pageIn } from './pages.ts'

const pageSize = 25
// a statement takes so many values
const atOnce = 500

/** Conversations with their tags. The unique column `open_key` allows one open conversation per channel and key. */
export const conversationsIn = (knex: Work): ConversationStore => {
  const table = () => knex<ConversationRow>('conversations')
  const tagsOf = tagsIn(knex)
  const whole = async (query: Promise<ConversationRow | undefined>) => {
    const row = await query
    return row && conversationOf(row, (await tagsOf([row.id])).get(row.id))
  }

  return {
    async add(conversation) {
      await table().insert(rowOf(conversation))
    },
    async put(conversation) {
      const { id, ...values } = rowOf(conversation)
      await table().where({ id }).update(values)
    },
    find: id => whole(table().where({ id }).first()),
    async all(ids) {
      const rows: ConversationRow[] = []
      const named = [...new Set(ids)]
      for (let from = 0; from < named.length; from += atOnce)
        rows.push(...(await table().whereIn('id', named.slice(from, from + atOnce))))
      const tags = await tagsOf(rows.map(({ id }) => id))
      return rows.map(row => conversationOf(row, tags.get(row.id)))
    },
    hold: id => whole(table().where({ id }).forUpdate().first()),
    openFor: (channel, key) => whole(table().where({ channel, key, state: 'open' }).first()),
    closedFor: (channel, key, since) =>
      whole(
        table().where({ channel, key }).where('closed_at', '>=', since).orderBy('closed_at', 'desc').first(),
      ),
    async tag(conversation, tag) {
      await knex('conversation_tags')
        .insert({ conversation, tag })
        .onConflict(['conversation', 'tag'])
        .ignore()
    },
    async untag(conversation, tag) {
      await knex('conversation_tags').where({ conversation, tag }).delete()
    },
    async index(conversation, words) {
      const rows = [...new Set(words)].map(word => ({ word, conversation }))
      for (let from = 0; from < rows.length; from += atOnce)
        await knex('conversation_words')
          .insert(rows.slice(from, from + atOnce))
          .onConflict(['word', 'conversation'])
          .ignore()
    },
    async openCount(channel) {
      return countOf(await table().where({ channel, state: 'open' }).count({ total: '*' }).first())
    },
    async channels() {
      return (await table().distinct('channel').orderBy('channel')).map(row => row.channel)
    },
    async tags() {
      const rows = await knex<{ tag: string }>('conversation_tags').distinct('tag').orderBy('tag')
      return rows.map(row => row.tag)
    },
    async page(filter, asked) {
      const matching = () => table().where(conversationsMatching(knex, filter))
      const total = countOf(await matching().count({ total: '*' }).first())
      const { page, pages } = pageIn(total, asked, pageSize)
      const rows = await matching()
        .orderBy([
          { column: 'changed_at', order: 'desc' },
          { column: 'id', order: 'desc' },
        ])
        .limit(pageSize)
        .offset((page - 1) * pageSize)
      const tags = await tagsOf(rows.map(({ id }) => id))
      return { total, page, pages, found: rows.map(row => conversationOf(row, tags.get(row.id))) }
    },
  }
}

const countOf = (row: { [name: string]: unknown } | undefined) => Number(row?.['total'] ?? 0)

const tagsIn = (knex: Work) => async (ids: readonly Conversation['id'][]) => {
  const tags = new Map<string, string[]>()
  for (let from = 0; from < ids.length; from += atOnce) {
    const rows = await knex<{ conversation: string; tag: string }>('conversation_tags')
      .whereIn('conversation', ids.slice(from, from + atOnce))
      .orderBy('tag')
    for (const { conversation, tag } of rows) tags.set(conversation, [...(tags.get(conversation) ?? []), tag])
  }
  return tags
}
