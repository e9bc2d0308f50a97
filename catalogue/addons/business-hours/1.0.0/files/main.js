import { fill, isOpenAt, nextOpening, openingInWords, readDates, readWeek } from './rules.js'
import { every } from './storage.js'

const told = 'told '
const day = 86_400_000
// a call may ask for 500 things
const mostForgotten = 400

/** Says when we are back to who writes while we are closed: once until then in each conversation. */
async function answer({ conversation, at }, souk) {
  const { hours, errors } = readSettings(souk.settings)
  await souk.notify({ id: 'hours', tone: 'warning', text: errors.length > 0 ? notice(errors) : null })
  const now = new Date(at)
  if (errors.length > 0 || isOpenAt(hours, now)) return

  const note = told + conversation.id
  const until = await souk.storage.get(note)
  if (until !== null && until > now.getTime()) return
  const opening = nextOpening(hours, now)
  // noted first: what is told twice must not be answered twice
  await souk.storage.set(note, (opening ?? new Date(now.getTime() + day)).getTime())
  try {
    const text = fill(souk.settings.answer, openingInWords(hours.timeZone, opening))
    await souk.inbox.reply(conversation.id, text)
  } catch (error) {
    await souk.storage.delete(note)
    throw error
  }
}

const notice = ([error]) => `Nobody is answered until this is corrected. ${error}`

function readSettings({ timeZone, week, holidays = '' }) {
  const read = readWeek(week)
  const { dates, errors } = readDates(holidays)
  return {
    hours: { timeZone, week: read.week, holidays: dates },
    errors: [
      ...read.errors.map(text => `Hours of the week, ${text}`),
      ...errors.map(text => `Holidays, ${text}`),
    ],
  }
}

/** Forgets who was told of an opening that has come. */
async function forget(_due, souk) {
  const now = Date.parse(await souk.now())
  const all = await every(souk, told)
  const over = all.filter(({ value }) => value <= now)
  for (const { key } of over.slice(0, mostForgotten)) await souk.storage.delete(key)
}

export default { events: { 'message.received': answer }, schedule: forget }
