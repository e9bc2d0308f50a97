import { clock, ifRoom, settingsOf } from './common.js'
import { aboutOf, keep, sweep } from './keeping.js'
import { dayOf } from './tickets.js'
import { gone, showConversation, showForm, showThanks, takeForm, takeMore } from './visits.js'

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
      const { key, customer } = conversation
      if (!(await aboutOf(key, souk)))
        return { failed: `The customer's page is no longer kept: write to ${customer.address}.` }
      const { id, at, text } = message
      const isShown = await ifRoom(
        keep('answered', key, { id, at, text, by: by.name.slice(0, 150) }, souk),
        souk,
      )
      return isShown
        ? null
        : { failed: `There is no room left on the customer's page: write to ${customer.address}.` }
    },
  },

  /** Forgets conversations that are older than they are to be kept. */
  async schedule(_due, souk) {
    const until = new Date((await clock(souk)) - settingsOf(souk).keepDays * 24 * 3_600_000)
    await sweep(dayOf(until.toISOString()), souk)
  },
}
