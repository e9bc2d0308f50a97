import { type Money, offer, type Question } from '../../marketplace/offer.ts'
import type { MoneyVerbs } from '../services.ts'

/** What this help desk knows of buying one add-on, without asking anybody. */
export const moneyOf = async (slug: string, { purchases, entitlements }: MoneyVerbs): Promise<Money> => {
  const [entitlement, purchase, latest, cancellation, silence] = await Promise.all([
    entitlements.latestFor(slug),
    purchases.openFor(slug),
    purchases.latestFor(slug),
    entitlements.cancellationFor(slug),
    entitlements.silence(),
  ])
  return {
    entitlement: entitlement ?? null,
    purchase: purchase ?? null,
    latest: latest ?? null,
    cancellation: cancellation ?? null,
    pricing: null,
    obstacle: null,
    silence,
  }
}

/** The offer. The catalogue's host and the client area are asked only where it comes to a price. */
export const pricedOffer = async (question: Question, { purchases }: MoneyVerbs) => {
  const answer = offer(question)
  if (answer.get.kind !== 'to be priced') return answer
  const { addon, money } = question
  const [obstacle, pricing] = await Promise.all([
    purchases.obstacle(addon),
    purchases.price(addon, answer.get.release.version),
  ])
  return offer({ ...question, money: { ...money, obstacle, pricing } })
}
