import { answersPage, forgetCounts, noteAnswer } from './counts.js'
import { customerOf, fill, isOver, mayAnswer } from './rules.js'
import { some } from './storage.js'

const noted = 'answered '
// a call may ask for 500 things
const mostForgotten = 200

/** Answers who begins a conversation, notes when, and counts it. */
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
  await noteAnswer(souk, conversation.id, at)
}

/** Forgets customers whose waiting time is over, and counts that are no longer shown. */
async function forget(_due, souk) {
  const now = await souk.now()
  const all = await some(souk, noted)
  const over = all.filter(({ value }) => isOver(value, Date.parse(now), souk.settings.waitHours))
  for (const { key } of over.slice(0, mostForgotten)) await souk.storage.delete(key)
  await forgetCounts(souk, now, mostForgotten)
}

export default {
  events: { 'conversation.opened': answer },
  pages: { answers: answersPage },
  schedule: forget,
}
