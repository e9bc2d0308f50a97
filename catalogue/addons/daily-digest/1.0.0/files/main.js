import { makeDigest } from './digest.js'
import { digestPage } from './page.js'
import { countedAs, dayOf } from './rules.js'

/** Notes one happening, once for each conversation and day, and who waits for a first reply. */
async function note({ name, at, conversation, by }, souk) {
  const what = countedAs(name, by)
  if (!what) return
  const day = dayOf(at, souk.settings.hour)
  await souk.storage.set(`${day} ${what} ${conversation.id}`, 1)
  if (what === 'opened') await souk.storage.set(`waiting ${conversation.id}`, at)
  else await souk.storage.delete(`waiting ${conversation.id}`)
}

export default {
  events: { 'conversation.opened': note, 'reply.sent': note, 'conversation.closed': note },
  pages: { digest: digestPage },
  schedule: makeDigest,
}
