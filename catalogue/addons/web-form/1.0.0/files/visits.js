import { clock, ifRoom, settingsOf } from './common.js'
import { aboutOf, begin, keep, noteSent, saidBy, timesOf } from './keeping.js'
import { conversationAt, conversationPage, formPage, gonePage, thanksAt, thanksPage } from './pages.js'
import { countLastHour, readMessage, readText, whyAgain } from './rules.js'
import { ageOf, keyIn, newTicket, referenceOf } from './tickets.js'

export async function showForm(_request, souk) {
  const ticket = await newTicket(await clock(souk), souk)
  return { page: formPage({ settings: settingsOf(souk), ticket }) }
}

export async function takeForm({ form, visitor }, souk) {
  const settings = settingsOf(souk)
  const now = await clock(souk)
  const key = await keyIn(form.ticket, souk)
  const age = ageOf(key, now)
  const ticket = age === undefined ? await newTicket(now, souk) : form.ticket
  const { message, errors } = readMessage(form, settings)
  const again = (status, notice) => ({
    status,
    page: formPage({ settings, ticket, typed: form, errors, notice }),
  })

  const why = whyAgain({ errors, trap: form.website, age })
  if (why) return again(422, why)
  if (await isFlood(visitor, now, souk)) return again(429, tooMany)
  const { message: text, ...about } = message
  await ifRoom(begin(key, about, souk), souk)
  await deliver({ key, about, text, after: '', visitor, now }, souk)
  return { redirect: thanksAt(ticket) }
}

export async function showThanks({ query: { ticket } }, souk) {
  const key = await keyIn(ticket, souk)
  if (!key) return gone
  const isKept = (await aboutOf(key, souk)) !== null
  const publicUrl = await souk.publicUrl()
  return { page: thanksPage({ settings: settingsOf(souk), key, ticket, isKept, publicUrl }) }
}

export async function showConversation({ query }, souk) {
  const conversation = await conversationOf(query.ticket, souk)
  return conversation ? { page: conversationPage(conversation) } : gone
}

export async function takeMore({ query, form, visitor }, souk) {
  const conversation = await conversationOf(query.ticket, souk)
  if (!conversation) return gone
  const { key, about, ticket } = conversation
  const now = await clock(souk)
  const { text, error } = readText(form.message, settingsOf(souk))
  const again = (status, notice) => ({
    status,
    page: conversationPage({ ...conversation, typed: form.message, error, notice }),
  })

  const why = whyAgain({ errors: error ? { error } : {}, trap: form.website, age: Infinity })
  if (why) return again(422, why)
  if (await isFlood(visitor, now, souk)) return again(429, tooMany)
  await deliver({ key, about, text, after: (form.after ?? '').slice(0, 100), visitor, now }, souk)
  return { redirect: conversationAt(ticket) }
}

async function conversationOf(ticket, souk) {
  const key = await keyIn(ticket, souk)
  const about = key && (await aboutOf(key, souk))
  if (!about) return undefined
  const [asked, answered] = [await saidBy('asked', key, souk), await saidBy('answered', key, souk)]
  return { key, about, ticket, asked, answered }
}

/** Hands the message to the inbox. Its id comes of what it says and follows, so that pressing Send twice sends once. */
async function deliver({ key, about, text, after, visitor, now }, souk) {
  const id = (await souk.sign(JSON.stringify([key, after, text]))).slice(0, 32)
  await ifRoom(keep('asked', key, { id, at: now.toISOString(), text }, souk), souk)
  const { isNew } = await souk.inbox.deliver({
    externalId: id,
    conversationKey: key,
    customer: { name: about.name, address: about.email },
    subject: `${about.subject} (${referenceOf(key)})`,
    text,
  })
  if (isNew) await ifRoom(noteSent(visitor, now.getTime(), souk), souk)
}

const isFlood = async (visitor, now, souk) => {
  const times = await timesOf(visitor, now.getTime(), souk)
  return countLastHour(times, now.getTime()) >= settingsOf(souk).hourlyLimit
}

const tooMany = 'You have sent many messages within an hour. Wait a while, and press Send again.'
export const gone = { status: 404, page: gonePage }
