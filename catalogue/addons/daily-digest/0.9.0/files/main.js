/** What happened from one moment up to, and without, another. */
export function countDay(events, from, to) {
  const within = events.filter(({ time }) => time >= from && time < to)
  const count = kind => within.filter(event => event.kind === kind).length
  return {
    opened: count('conversation.opened'),
    answered: new Set(within.filter(isReply).map(event => event.conversation)).size,
    closed: count('conversation.closed'),
  }
}

const isReply = event => event.kind === 'reply.sent'

/** Conversations without a first reply, the longest waiting first. */
export function waiting(events) {
  const done = new Set(events.filter(event => event.kind !== 'conversation.opened').map(event => event.conversation))
  return events
    .filter(event => event.kind === 'conversation.opened' && !done.has(event.conversation))
    .toSorted((a, b) => a.time - b.time)
    .map(event => event.conversation)
}

export const isQuiet = ({ opened, answered, closed }) => opened + answered + closed === 0

/** The figures as a sentence or two. */
export function inWords(figures, waitingCount) {
  const wait = waitingCount === 0 ? 'Nobody waits for a first reply.' : `${tickets(waitingCount)} for a first reply.`
  if (isQuiet(figures)) return `A quiet day: nothing came in. ${wait}`
  return `${figures.opened} opened, ${figures.answered} answered, ${figures.closed} closed. ${wait}`
}

const tickets = count => (count === 1 ? '1 ticket waits' : `${count} tickets wait`)

export default {}
