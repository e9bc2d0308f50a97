import { type ClientAreaProblem, ClientAreaFailure } from '../marketplace/client-area.ts'
import { OutOfReach, type Trouble } from '../marketplace/errors.ts'

/** Waits for an answer of the client area; what goes wrong becomes the one error of this gateway. */
export const answered = async <T>(asking: Promise<T>): Promise<T> => {
  try {
    return await asking
  } catch (error) {
    // without the cause: a reply that can't be read may hold a token, and causes are logged
    if (!(error instanceof OutOfReach)) throw error
    const { reason, message, neverSent } = error
    throw new ClientAreaFailure(problemOf(reason), message, { neverSent })
  }
}

const busy = new Set<Trouble>(['status-408', 'status-425', 'status-429'])
const broken = new Set<Trouble>(['unreadable', 'redirected', 'too-large'])

const problemOf = (reason: Trouble): ClientAreaProblem => {
  if (busy.has(reason)) return 'out of reach'
  return broken.has(reason) || reason.startsWith('status-4') ? 'unusable reply' : 'out of reach'
}
