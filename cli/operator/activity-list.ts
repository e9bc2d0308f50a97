import type { ActivityLine } from '../../marketplace/activity.ts'
import { asJson } from '../../marketplace/activity-exports.ts'
import { type Command, type Given, WrongUse } from '../command.ts'
import { json, withPeople } from './with-people.ts'

export const activityList: Command = {
  words: ['activity'],
  about: 'Prints the record of who changed what, newest first.',
  options: {
    limit: { type: 'string', about: 'how many entries (100; 0 for all)' },
    json,
  },
  run: (given, _, io) =>
    withPeople(io, async ({ activity }) => {
      const lines = first(limitIn(given), activity.each({}))
      if (given['json']) for await (const piece of asJson(lines)) io.out(piece)
      else for await (const line of lines) io.out(`${inWords(line)}\n`)
    }),
}

const limitIn = (given: Given) => {
  const limit = Number(given['limit'] ?? 100)
  if (!Number.isSafeInteger(limit) || limit < 0) throw new WrongUse('--limit takes a whole number.')
  return limit === 0 ? Number.POSITIVE_INFINITY : limit
}

async function* first(limit: number, lines: AsyncIterable<ActivityLine>) {
  let count = 0
  for await (const line of lines) {
    if (count++ >= limit) return
    yield line
  }
}

const inWords = ({ time, operator, act, addon, version, result, detail, reference }: ActivityLine) =>
  [time, operator, act, addon, version, result, detail, reference]
    .filter(Boolean)
    .join('  ')
    // one line each, whatever a text from outside holds: nobody forges a second one
    .replaceAll(/\s*\n\s*/g, ' ')
