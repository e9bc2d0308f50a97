import { customerOf, mayAsk } from './rules.js'

/** Sends the question and its link when an operator has closed a conversation. */
export async function ask({ conversation, by, at }, souk) {
  const { question, quietDays } = souk.settings
  const [asked, left] = [`asked ${conversation.id}`, `customer ${customerOf(conversation)}`]
  const now = Date.parse(at)
  const before = await souk.storage.get(left)
  if (by.kind !== 'operator' || !mayAsk(before, now, quietDays)) return
  if ((await souk.storage.get(asked)) !== null) return

  // The id is random and as long as a key: nobody guesses the link of another conversation.
  const link = `${await souk.publicUrl()}/survey?for=${conversation.id}`
  // noted first: what is told twice must not be asked twice
  await souk.storage.set(asked, { at })
  await souk.storage.set(left, now)
  try {
    await souk.inbox.reply(conversation.id, `${question}\n${link}`)
  } catch (error) {
    await souk.storage.delete(asked)
    await putBack(souk, left, before)
    // the customer has begun another conversation meanwhile: that one will be asked about
    if (error.code !== 'not found') throw error
  }
}

const putBack = (souk, key, value) =>
  value === null ? souk.storage.delete(key) : souk.storage.set(key, value)
