/** The longest that each field may be, in characters. */
export const limits = { name: 80, email: 254, subject: 150, message: 10_000 }

const questions = {
  name: 'your name',
  email: 'your e-mail address',
  subject: 'a subject',
  message: 'a message',
}
const addressLike = /^[^\s@<>(),;:"]+@[^\s@<>(),;:"]+\.[^\s@<>(),;:".]+$/

/** What a visitor typed, tidied, and one sentence for each field that needs another look. */
export function readMessage(typed, { subjects = [], maxLinks = Infinity } = {}) {
  const fields = Object.keys(limits)
  const message = Object.fromEntries(fields.map(field => [field, tidy(field, typed[field])]))
  const problems = fields.map(field => [field, problemWith(field, message[field], { subjects, maxLinks })])
  return { message, errors: Object.fromEntries(problems.filter(([, problem]) => problem)) }
}

/** The same of one message alone, to a conversation that goes on. */
export function readText(typed, { maxLinks }) {
  const text = tidy('message', typed)
  return { text, error: problemWith('message', text, { subjects: [], maxLinks }) }
}

function problemWith(field, text, { subjects, maxLinks }) {
  if (text === '') return `Enter ${questions[field]}.`
  if (text.length > limits[field]) return `Use at most ${limits[field]} characters.`
  if (field === 'email' && !addressLike.test(text)) return 'Enter an e-mail address such as name@example.com.'
  if (field === 'subject' && subjects.length > 0 && !subjects.includes(text))
    return 'Choose one of the subjects.'
  if (field === 'message' && linksIn(text) > maxLinks) return `Use at most ${maxLinks} links.`
  return undefined
}

const linksIn = text => text.match(/https?:\/\/|\bwww\./gi)?.length ?? 0

// Line breaks outside the message are how mail headers are smuggled in; other control characters have no business here.
function tidy(field, text) {
  if (typeof text !== 'string') return ''
  if (field !== 'message') return text.replace(/[\s\p{Cc}]+/gu, ' ').trim()
  return text
    .replace(/\r\n?/g, '\n')
    .replace(/(?![\n\t])\p{Cc}/gu, '')
    .trim()
}

const quick = 3_000

/** Why a form can't be taken yet, in words for a person. Robots fill in every field, at once, or send an old copy. */
export function whyAgain({ errors, trap, age }) {
  if (Object.keys(errors).length > 0) return 'Look at what is marked below, and press Send again.'
  if (trap) return 'One field is there for robots. Leave it empty, and press Send again.'
  if (age === undefined) return 'This page was open for too long. Nothing is lost: press Send again.'
  if (age < quick) return 'That was very quick. Look at your message once more, and press Send again.'
  return undefined
}

/** How many of these times lie within the hour before `now`, so that a flood can be refused. */
export const countLastHour = (times, now) =>
  times.filter(time => time > now - 3_600_000 && time <= now).length
