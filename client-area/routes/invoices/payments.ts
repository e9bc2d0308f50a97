import { hasExpired } from '../../billing/expiry.ts'
import type { Card, Payment } from '../../billing/records.ts'
import type { Translate } from '../../messages.ts'
import type { Speech } from '../../speech.ts'

/** An attempt to pay as its invoice tells of it. */
export const withWords = (payment: Payment, cards: Card[], { t, format }: Speech) => {
  const card = cards.find(({ id }) => id === payment.cardId)
  const { state, reason, amount, currency } = payment
  const means = meansOf(payment, card, t)
  return {
    ...payment,
    with: means,
    words: t('invoice.paper.payment', {
      state: reason === 'given back' ? 'given_back' : state.replace(' ', '_'),
      money: format.money(amount, currency),
      with: means,
    }),
    why: t('invoice.declined-why', {
      why: whyNot(payment, card),
      card: card ? t('cards.is', named(card)) : '',
    }),
  }
}

const meansOf = ({ cardId, method }: Payment, card: Card | undefined, t: Translate) => {
  if (method === 'by hand') return t('invoice.paper.by-hand')
  if (card) return t('cards.is', named(card))
  return t(cardId === null ? 'invoice.paper.no-card' : 'invoice.paper.removed-card')
}

const whyNot = ({ cardId, at }: Payment, card: Card | undefined) => {
  if (cardId === null) return 'no_card'
  if (!card) return 'removed'
  return hasExpired(card.expires, new Date(at)) ? 'expired' : 'declined'
}

const named = ({ brand, last4 }: Card) => ({ brand, last4 })
