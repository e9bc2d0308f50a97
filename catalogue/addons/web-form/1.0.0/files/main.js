import { aboutOf, begin, keep, noteSent, saidBy, sweep, timesOf } from './keeping.js'
import { conversationAt, conversationPage, formPage, gonePage, thanksAt, thanksPage } from './pages.js'
import { countLastHour, readMessage, readText, whyAgain } from './rules.js'
import { ageOf, dayOf, keyIn, newTicket, referenceOf } from './tickets.js'

async function showForm(_request, souk) {
  const ticket = await newTicket(await clock(souk), souk)
  return { page: formPage({ settings: settingsOf(souk), ticket }) }
}

async function takeForm({ form, visitor }, souk) {
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

async function showThanks({ query: { ticket } }, souk) {
  const key = await keyIn(ticket, souk)
  if (!key) return gone
  const isKept = (await aboutOf(key, souk)) !== null
  const publicUrl = await souk.publicUrl()
  return { page: thanksPage({ settings: settingsOf(souk), key, ticket, isKept, publicUrl }) }
}

async function showConversation({ query }, souk) {
  const conversation = await conversationOf(query.ticket, souk)
  return conversation ? { page: conversationPage(conversation) } : gone
}

async function takeMore({ query, form, visitor }, souk) {
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

/** A message is worth more than its copy on the customer's page. */
const ifRoom = (kept, souk) =>
  kept.catch(error => {
    if (error.code !== 'no room') throw error
    souk.log.warn('There is no room left for the pages on which customers read their conversations.')
  })

const defaults = {
  heading: 'Contact us',
  subjects: [],
  thanks: 'Thank you. We have your message.',
  hourlyLimit: 20,
  maxLinks: 3,
  keepDays: 90,
}
const settingsOf = souk => ({ ...defaults, ...souk.settings })

const tooMany = 'You have sent many messages within an hour. Wait a while, and press Send again.'
const gone = { status: 404, page: gonePage }
const clock = async souk => new Date(await souk.now())

/** What stands at each address below the public one, by method. */
const routes = {
  'GET /': showForm,
  'POST /': takeForm,
  'GET /thanks': showThanks,
  'GET /conversation': showConversation,
  'POST /conversation': takeMore,
}

export default {
  hooks: {
    request: (request, souk) => (routes[`${request.method} ${request.path}`] ?? (() => gone))(request, souk),
  },

  events: {
    /** A reply is sent by standing on the customer's page. */
    async 'reply.sent'({ conversation, message, by }, souk) {
      if (!(await aboutOf(conversation.key, souk)))
        return { failed: `The customer's page is no longer kept: write to ${conversation.customer.address}.` }
      const { id, at, text } = message
      await keep('answered', conversation.key, { id, at, text, by: by.name.slice(0, 150) }, souk)
    },
  },

  /** Forgets conversations that are older than they are to be kept. */
  async schedule(_due, souk) {
    const until = new Date((await clock(souk)) - settingsOf(souk).keepDays * 24 * 3_600_000)
    await sweep(dayOf(until.toISOString()), souk)
  },
}
