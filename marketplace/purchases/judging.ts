import type { Purchase as Reply } from '../../contracts/marketplace-api.ts'
import type { Held } from '../entitlements.ts'
import type { Failure } from '../failures.ts'
import type { Change } from '../operations.ts'
import { isOpen, type Purchase } from '../purchases.ts'
import { isBoughtBy, oddAnswer, oddFields } from './comparing.ts'
import type { MarketNeeds } from './needs.ts'

/** A purchase as it stands after an answer, with the right that it brought. */
export interface Judged {
  purchase: Purchase
  held: Held | undefined
}

/** Believes an answer only if it fits what was confirmed, and a payment only if its right reads back. */
export const judge = async (needs: MarketNeeds, purchase: Purchase, reply: Reply): Promise<Judged> => {
  const fields = oddFields(purchase, reply)
  if (fields.length > 0) return odd(needs, purchase, reply, fields)
  if (reply.state !== 'paid') return { purchase: following(needs, purchase, reply), held: undefined }
  return judgePaid(needs, purchase, reply)
}

const judgePaid = async (needs: MarketNeeds, purchase: Purchase, reply: Reply): Promise<Judged> => {
  const { market, connection, now } = needs
  const id = reply.entitlement ?? ''
  const answer = await connection.access(token => market.entitlement(token, id))
  // said to be paid, but its right can't be read now: what was known stays known, and it is asked again
  if (answer.kind !== 'answer') return { purchase: unsettled(purchase), held: undefined }
  const right = answer.value
  if (right?.id !== id || !isBoughtBy(purchase, right)) return odd(needs, purchase, reply, ['entitlement'])
  return {
    purchase: following(needs, purchase, reply),
    held: { ...right, readAt: now().toISOString() },
  }
}

const odd = ({ now, log }: MarketNeeds, purchase: Purchase, reply: Reply, fields: string[]): Judged => {
  log.warn({ reference: purchase.reference, fields }, 'an answer about a purchase does not fit')
  const checkedAt = now().toISOString()
  return {
    purchase: { ...purchase, state: 'needs a look', odd: oddAnswer(reply, fields), checkedAt },
    held: undefined,
  }
}

const following = ({ now }: MarketNeeds, purchase: Purchase, reply: Reply): Purchase => ({
  ...purchase,
  state: reply.state,
  refusal: reply.refusal,
  invoice: reply.invoice,
  entitlement: reply.entitlement,
  failure: null,
  odd: null,
  checkedAt: now().toISOString(),
})

export const unsettled = (purchase: Purchase): Purchase =>
  purchase.state === 'unsent' ? { ...purchase, state: 'unknown' } : purchase

/** It charged nothing, and never will. */
export const notSent = (purchase: Purchase, why: Failure, { now }: Pick<MarketNeeds, 'now'>): Judged => ({
  purchase: { ...purchase, state: 'not sent', failure: why, odd: null, checkedAt: now().toISOString() },
  held: undefined,
})

/** Stores what was found; what somebody else has settled meanwhile stays as it is. */
export const storing =
  ({ purchase, held }: Judged): Change =>
  async ({ purchases, entitlements }) => {
    const current = await purchases.find(purchase.reference)
    if (current && isOpen(current)) await purchases.put(purchase)
    if (held) await entitlements.put(held)
    return undefined
  }
