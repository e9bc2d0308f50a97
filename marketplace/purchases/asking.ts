import type { ProblemCode, Purchase as Reply } from '../../contracts/marketplace-api.ts'
import { ClientAreaFailure } from '../client-area.ts'
import type { Purchase } from '../purchases.ts'
import type { MarketNeeds } from './needs.ts'

/** What the client area says of one reference. */
export type Told =
  | { kind: 'answer'; reply: Reply }
  /** it certainly knows nothing of it */
  | { kind: 'never arrived' }
  /** it certainly had no effect */
  | { kind: 'not sent'; why: ClientAreaFailure | 'not connected' | 'withdrawn' }
  /** it may have had its effect, or not */
  | { kind: 'unclear'; why: ClientAreaFailure | 'not connected' }

/** Sends the purchase once, by its own reference: however often that happens, it is charged once. */
export const send = async ({ market, connection }: MarketNeeds, purchase: Purchase): Promise<Told> => {
  const { quote, addon, cycle, total, currency, terms } = purchase
  let isUnclear = false
  const answer = await connection.access(async token => {
    try {
      return await market.purchase(token, purchase.reference, { quote, addon, cycle, total, currency, terms })
    } catch (error) {
      isUnclear ||= !isCertain(error)
      throw error
    }
  })
  if (answer.kind === 'answer') return { kind: 'answer', reply: answer.value }
  const why = answer.kind === 'failed' ? answer.failure : 'not connected'
  return { kind: isUnclear ? 'unclear' : 'not sent', why }
}

/** Asks what became of the purchase. It never buys. */
export const lookUp = async ({ market, connection }: MarketNeeds, { reference }: Purchase): Promise<Told> => {
  const answer = await connection.access(token => market.purchaseNamed(token, reference))
  if (answer.kind === 'answer')
    return answer.value ? { kind: 'answer', reply: answer.value } : { kind: 'never arrived' }
  return { kind: 'unclear', why: answer.kind === 'failed' ? answer.failure : 'not connected' }
}

/** Takes the reference back. One that never arrived can never buy from then on, however late it arrives. */
export const takeBack = async (
  { market, connection }: MarketNeeds,
  { reference }: Purchase,
): Promise<Told> => {
  const answer = await connection.access(token => market.withdraw(token, reference))
  if (answer.kind !== 'answer')
    return { kind: 'unclear', why: answer.kind === 'failed' ? answer.failure : 'not connected' }
  const { value } = answer
  if (!('arrived' in value)) return { kind: 'answer', reply: value }
  // stops a word about somebody else's reference from closing ours
  return value.reference === reference
    ? { kind: 'not sent', why: 'withdrawn' }
    : { kind: 'unclear', why: new ClientAreaFailure('unusable reply', 'another reference was withdrawn') }
}

// The client area's own words for a request that it turned away at the door.
const turnedAway: readonly ProblemCode[] = [
  'missing_token',
  'invalid_token',
  'insufficient_scope',
  'not_owner',
  'invalid_request',
  'key_missing',
  'too_many_requests',
  'withdrawn',
  'licence_inactive',
]

const isCertain = (error: unknown) =>
  error instanceof ClientAreaFailure &&
  (error.neverSent || (error.code !== undefined && turnedAway.includes(error.code)))
