const hour = 3_600_000

/** Days are called by the date on which they begin, at that hour of UTC. */
export const dayOf = (at, startsAt, daysAgo = 0) =>
  new Date(Date.parse(at) - (startsAt + 24 * daysAgo) * hour).toISOString().slice(0, 10)

/** What is counted, and what must be known of an event for that: the add-on's own answers and others' are nobody's. */
export const countedAs = (name, by) => {
  if (name === 'conversation.opened') return 'opened'
  if (name === 'conversation.closed') return 'closed'
  return name === 'reply.sent' && by.kind === 'operator' ? 'answered' : undefined
}

export const isQuiet = ({ opened, answered, closed }) => opened + answered + closed === 0

/** The figures as a sentence or two. */
export function inWords(figures) {
  const { opened, answered, closed, waiting } = figures
  const wait =
    waiting === 0 ? 'Nobody waits for a first reply.' : `${conversations(waiting)} for a first reply.`
  if (isQuiet(figures)) return `A quiet day: nothing happened. ${wait}`
  return `${opened} opened, ${answered} answered, ${closed} closed. ${wait}`
}

const conversations = count => (count === 1 ? '1 conversation waits' : `${count} conversations wait`)

/** How long something has lasted, in the one unit that says most. */
export function lasting(from, to) {
  const hours = Math.floor((Date.parse(to) - Date.parse(from)) / hour)
  if (hours < 1) return 'less than an hour'
  const [count, unit] = hours < 48 ? [hours, 'hour'] : [Math.floor(hours / 24), 'day']
  return `${count} ${unit}${count === 1 ? '' : 's'}`
}
