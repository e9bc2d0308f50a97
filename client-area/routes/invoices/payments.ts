import { hasExpired } from '../../billing/expiry.ts'
import type { Card, Payment } from '../../billing/records.ts'

/** An attempt to pay as its invoice tells of it. */
export const withWords = (payment: Payment, cards: Card[]) => {
  const card = cards.find(({ id }) => id === payment.cardId)
  const { state, reason } = payment
  return {
    ...payment,
    with: meansOf(payment, card),
    words: reason === 'given back' ? reason : words[state],
    why: whyNot(payment, card),
  }
}

const words: Record<Payment['state'], string> = {
  pending: 'being asked for',
  processing: 'under way',
  'action required': 'waits for your answer to the bank',
  succeeded: 'paid',
  failed: 'failed',
}

const meansOf = ({ cardId, method }: Payment, card: Card | undefined) => {
  if (method === 'by hand') return 'noted by the vendor'
  if (card) return nameOf(card)
  return cardId === null ? 'no card' : 'a card that was removed'
}

const whyNot = (payment: Payment, card: Card | undefined) => {
  if (payment.cardId === null) return 'No card was stored.'
  if (card && hasExpired(card.expires, new Date(payment.at))) return `The card (${nameOf(card)}) has expired.`
  return `The payment with ${card ? nameOf(card) : 'the card'} was declined.`
}

const nameOf = ({ brand, last4 }: Card) => `${brand} ending in ${last4}`
