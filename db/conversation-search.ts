import type { Knex } from 'knex'
import type { InboxFilter } from '../marketplace/inbox.ts'
import { wordsSought } from '../marketplace/search-text.ts'
import type { Work } from './index.ts'

/** What a conversation must be to be listed. Each word sought is one of its own, or the beginning of one. */
export const conversationsMatching =
  (knex: Work, { words, state, channel, tag }: InboxFilter) =>
  (query: Knex.QueryBuilder) => {
    if (state === 'waiting') query.whereNotNull('wants')
    if (state === 'open' || state === 'closed') query.where({ state })
    if (channel) query.where({ channel })
    if (tag) query.whereIn('id', knex('conversation_tags').select('conversation').where({ tag }))
    const sought = wordsSought(words)
    // signs alone are in no index: they find nothing
    if (words.trim() !== '' && sought.length === 0) query.whereRaw('1 = 0')
    for (const word of sought) query.whereIn('id', beginning(knex, word))
  }

// behind every word that begins so
const last = '\u{10ffff}'
// half of all words begin like a shorter one: it is looked for as it stands
const shortestBeginning = 3

const beginning = (knex: Work, word: string) => {
  const having = knex('conversation_words').select('conversation')
  return word.length < shortestBeginning
    ? having.where({ word })
    : having.where('word', '>=', word).where('word', '<', word + last)
}
