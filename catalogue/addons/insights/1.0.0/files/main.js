import { addUp } from './days.js'
import { insightsPage } from './page.js'
import { dateOf } from './rules.js'

const minute = 60_000

const opened = async ({ at, conversation }, souk) => {
  await souk.storage.set(`${dateOf(at)} opened ${conversation.id}`, 1)
  await souk.storage.set(`waiting ${conversation.id}`, at)
}

/** The first reply of a person ends the waiting; how long it took is noted. */
const replied = async ({ at, conversation, by }, souk) => {
  const since = await souk.storage.get(`waiting ${conversation.id}`)
  if (by.kind !== 'operator' || since === null) return
  const took = Math.max(0, Math.round((Date.parse(at) - Date.parse(since)) / minute))
  await souk.storage.set(`${dateOf(at)} replied ${conversation.id}`, took)
  await souk.storage.delete(`waiting ${conversation.id}`)
}

const closed = async ({ at, conversation }, souk) => {
  await souk.storage.set(`${dateOf(at)} closed ${conversation.id}`, 1)
  await souk.storage.delete(`waiting ${conversation.id}`)
}

export default {
  events: { 'conversation.opened': opened, 'reply.sent': replied, 'conversation.closed': closed },
  pages: { insights: insightsPage },
  schedule: addUp,
}
