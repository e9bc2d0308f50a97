import { z } from 'zod'
import { eventFeed } from '../../../contracts/marketplace-api.ts'
import { cursorAt, placeOf } from './cursors.ts'
import { operation, plain } from './operation.ts'
import { ApiProblem } from './problems.ts'

const page = 100

const readFeed = operation({
  ...plain,
  id: 'readEvents',
  method: 'get',
  path: '/events',
  summary: 'What happened to this licence after the cursor, oldest first; without one: from now on',
  query: z.object({ since: z.string().max(60).optional() }),
  reply: { description: 'Hints to read objects again, and the cursor to go on from', schema: eventFeed },
  async answer({ licence, query: { since }, services: { vault, events } }) {
    const at = (sequence: number) => cursorAt(vault, licence.id, sequence)
    const last = await events.last(licence.id)
    if (since === undefined) return { events: [], cursor: at(last), more: false }

    const place = placeOf(vault, licence.id, since)
    // a place ahead of all we know: our database is older than the help desk's memory, it has to read all objects again
    if (place === undefined || place > last) throw new ApiProblem('invalid_request', unknownCursor)
    const later = await events.since(licence.id, place, page + 1)
    const shown = later.slice(0, page)
    return { events: shown, cursor: at(shown.at(-1)?.sequence ?? place), more: later.length > page }
  },
})

const unknownCursor =
  'since: it is not known here (any more). Leave it out to begin anew, and read every object again.'

export const eventOperations = [readFeed]
