import { customerOf, fill, isOver, mayAnswer } from './rules.js'
import { some } from './storage.js'

const noted = 'answered '
// a call may ask for 500 things
const mostForgotten = 400

/** Answers who begins a conversation, and notes when. */
async function answer({ conversation, at }, souk) {
  const { text, waitHours } = souk.settings
  const note = noted + customerOf(conversation)
  const { name, address } = conversation.customer
  const lastAnswered = await souk.storage.get(note)
  const now = Date.parse(at)
  if (!mayAnswer({ address, lastAnswered, now, waitHours })) return

  // noted first: what is told twice must not be answered twice
  await souk.storage.set(note, now)
  try {
    await souk.inbox.reply(conversation.id, fill(text, { name, subject: conversation.subject }))
  } catch (error) {
    await souk.storage.delete(note)
    throw error
  }
}

/** Forgets customers whose waiting time is over. */
async function forget(_due, souk) {
  const now = await souk.now()
  const all = await some(souk, noted)
  const over = all.filter(({ value }) => isOver(value, Date.parse(now), souk.settings.waitHours))
  for (const { key } of over.slice(0, mostForgotten)) await souk.storage.delete(key)
}

export default { events: { 'conversation.opened': answer }, schedule: forget }
