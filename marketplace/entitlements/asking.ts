import type { ProblemCode } from '../../contracts/marketplace-api.ts'
import { ClientAreaFailure } from '../client-area.ts'
import type { Cancellation } from '../entitlements.ts'
import { type Told, toldBy } from './ending.ts'
import type { RightsNeeds } from './needs.ts'

/** Asks the client area to stop billing, by the cancellation's own reference: asked twice is asked once. */
export const send = async (
  { market, connection, now }: RightsNeeds,
  cancellation: Cancellation,
): Promise<Told> => {
  const licence = await licenceNow({ connection })
  if (!licence) return { kind: 'not sent' }
  let isUnclear = false
  const answer = await connection.access(async token => {
    try {
      return await market.cancel(token, cancellation.entitlement, cancellation.reference)
    } catch (error) {
      isUnclear ||= !isCertain(error)
      throw error
    }
  })
  if (answer.kind !== 'answer') return { kind: isUnclear ? 'unclear' : 'not sent' }
  // a yes that leaves it running is no yes
  const told = toldBy(answer.value && { ...answer.value, readAt: now().toISOString() }, cancellation, licence)
  return told.kind === 'running' ? { kind: 'unclear' } : told
}

/** Reads the right as it is now. */
export const lookUp = async (
  { market, connection, now }: RightsNeeds,
  cancellation: Cancellation,
): Promise<Told> => {
  const licence = await licenceNow({ connection })
  if (!licence) return { kind: 'unclear' }
  const answer = await connection.access(token => market.entitlement(token, cancellation.entitlement))
  if (answer.kind !== 'answer') return { kind: 'unclear' }
  return toldBy(answer.value && { ...answer.value, readAt: now().toISOString() }, cancellation, licence)
}

// Two panels must not act for one licence, and another licence's "unknown" would say nothing of ours.
const licenceNow = async ({ connection }: Pick<RightsNeeds, 'connection'>) => {
  const current = await connection.current()
  return current?.place === 'at home' ? current.licence.id : undefined
}

// The client area's own words for a request that it turned away at the door.
const turnedAway: readonly ProblemCode[] = [
  'missing_token',
  'invalid_token',
  'insufficient_scope',
  'not_owner',
  'not_recurring',
  'invalid_request',
  'key_missing',
  'too_many_requests',
]

const isCertain = (error: unknown) =>
  error instanceof ClientAreaFailure &&
  (error.neverSent || (error.code !== undefined && turnedAway.includes(error.code)))
