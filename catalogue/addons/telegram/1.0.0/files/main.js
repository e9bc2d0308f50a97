import { ask } from './bot-api.js'
import { divide, readUpdate, signed } from './rules.js'

/** Tells Telegram where this help desk is, and the secret by which its calls are known. */
async function tellAddress(souk) {
  const answer = await ask(
    'setWebhook',
    { url: await souk.publicUrl(), secret_token: await agreed(souk), allowed_updates: ['message'] },
    souk,
  )
  if (answer.kind === 'refused') throw new Error(answer.why)
}

const agreed = souk => souk.sign('calls from Telegram')

// Signed once more, what is compared can't be guessed letter by letter from the time that it takes.
const isFromTelegram = async (headers, souk) => {
  const given = headers['x-telegram-bot-api-secret-token'] ?? ''
  return (await souk.sign(given)) === (await souk.sign(await agreed(souk)))
}

/** Takes one update. What is answered to Telegram may be a method for it to carry out: the greeting. */
async function take(update, souk) {
  const read = readUpdate(update)
  if (read.kind === 'message') await souk.inbox.deliver(read.message)
  const { greeting } = souk.settings
  if (read.kind !== 'chat started' || !greeting) return { json: {} }
  return { json: { method: 'sendMessage', chat_id: read.chat, text: greeting } }
}

/** Sends a reply in as many messages as it needs. How far it came is kept, so that Retry goes on from there. */
async function send(chat, reply, text, souk) {
  const place = `sent/${reply}`
  let sent = (await souk.storage.get(place)) ?? 0
  for (const piece of divide(text).slice(sent)) {
    const answer = await ask('sendMessage', { chat_id: Number(chat), text: piece }, souk)
    if (answer.kind === 'refused') return { failed: answer.why.slice(0, 300) }
    await souk.storage.set(place, ++sent)
  }
  await souk.storage.delete(place)
}

export default {
  hooks: {
    async request({ method, path, headers, body }, souk) {
      if (method !== 'POST' || path !== '/')
        return { status: 404, body: 'Telegram posts to the address above.' }
      if (!(await isFromTelegram(headers, souk))) return { status: 403, body: 'This is not from Telegram.' }
      return take(JSON.parse(body), souk)
    },
  },

  events: {
    /** Asked whenever this add-on is switched on: it is well if Telegram takes the token and the address. */
    'souk.health': (_event, souk) => tellAddress(souk),

    /** With another token it is another bot, which does not know the address yet. */
    'settings.changed': ({ names }, souk) =>
      names.includes('token') || names.includes('server') ? tellAddress(souk) : null,

    'reply.sent': ({ conversation, message, by }, souk) =>
      send(
        conversation.key,
        message.id,
        souk.settings.signature ? signed(message.text, by) : message.text,
        souk,
      ),
  },

  /** Every hour: somebody may have told the bot another address. */
  schedule: (_due, souk) => tellAddress(souk),
}
