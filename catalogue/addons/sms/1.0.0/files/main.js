import { countParts } from './lengths.js'
import { readMessage, signedText } from './rules.js'
import { ask } from './twilio.js'

const isFromTwilio = ({ url, form, headers }, souk) =>
  souk.hmac.verify({
    algorithm: 'sha1',
    secret: souk.settings.authToken,
    data: signedText(url, form),
    signature: headers['x-twilio-signature'] ?? '',
    encoding: 'base64',
  })

/** What Twilio is to do now, in its own language: nothing. */
const nothing = {
  headers: { 'content-type': 'text/xml' },
  body: '<?xml version="1.0" encoding="UTF-8"?><Response/>',
}

/** It is well if Twilio takes the account and its token. */
async function checkAccount(souk) {
  const answer = await ask('GET', '.json', undefined, souk)
  if (answer.kind === 'refused') throw new Error(answer.why)
}

export default {
  hooks: {
    async request(request, souk) {
      if (request.method !== 'POST')
        return { status: 405, body: 'Twilio posts text messages to this address.' }
      if (!(await isFromTwilio(request, souk))) return { status: 403, body: 'This is not signed by Twilio.' }
      const message = readMessage(request.form)
      if (message) await souk.inbox.deliver(message)
      return nothing
    },
  },

  events: {
    /** Asked whenever this add-on is switched on. */
    'souk.health': (_event, souk) => checkAccount(souk),

    /** So that a wrong token is found when it is saved, not with the first reply. */
    'settings.changed': (_event, souk) => checkAccount(souk),

    async 'reply.sent'({ conversation, message: { text } }, souk) {
      const { number, maxParts = 4 } = souk.settings
      const { parts, alphabet, length } = countParts(text)
      if (parts > maxParts)
        return {
          failed: `It would be ${parts} text messages (${length} characters in ${alphabet}), and at most ${maxParts} are sent: write a shorter one, or change the settings and retry.`,
        }
      const answer = await ask(
        'POST',
        '/Messages.json',
        { To: conversation.key, From: number, Body: text },
        souk,
      )
      if (answer.kind === 'refused') return { failed: answer.why.slice(0, 300) }
      souk.log.info(
        `A reply went out as ${parts} text ${parts === 1 ? 'message' : 'messages'} in ${alphabet}.`,
      )
    },
  },
}
