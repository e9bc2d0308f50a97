/** The longest that each field may be, in characters. */
export const limits = { name: 80, email: 254, subject: 150, message: 10_000 }

const questions = { name: 'your name', email: 'your e-mail address', subject: 'a subject', message: 'a message' }
const addressLike = /^[^\s@<>(),;:"]+@[^\s@<>(),;:"]+\.[^\s@<>(),;:".]+$/

/** What a visitor typed, tidied, and one sentence for each field that needs another look. */
export function readMessage(typed) {
  const fields = Object.keys(limits)
  const message = Object.fromEntries(fields.map(field => [field, tidy(field, typed[field])]))
  const problems = fields.map(field => [field, problemWith(field, message[field])])
  return { message, errors: Object.fromEntries(problems.filter(([, problem]) => problem)) }
}

function problemWith(field, text) {
  if (text === '') return `Enter ${questions[field]}.`
  if (text.length > limits[field]) return `Use at most ${limits[field]} characters.`
  if (field === 'email' && !addressLike.test(text)) return 'Enter an e-mail address such as name@example.com.'
  return undefined
}

// Line breaks outside the message are how mail headers are smuggled in.
function tidy(field, text) {
  if (typeof text !== 'string') return ''
  return field === 'message' ? text.replace(/\r\n?/g, '\n').trim() : text.replace(/\s+/g, ' ').trim()
}

/** A person leaves the hidden field empty and takes more than three seconds to write. */
export const looksAutomatic = ({ hiddenField, openedAt, sentAt }) =>
  hiddenField !== '' || sentAt - openedAt < 3_000

/** How many of these times lie within the hour before `now`, so that a flood can be refused. */
export const countLastHour = (times, now) => times.filter(time => time > now - 3_600_000 && time <= now).length

export default {}
