import { randomUUID } from 'node:crypto'
import type { CardProblem, CardRead, GatewayState } from '../../billing/gateway.ts'
import { readExpiry } from '../../billing/expiry.ts'

const cards: Record<string, { name: string; state: GatewayState }> = {
  '4242424242424242': { name: 'pays', state: 'succeeded' },
  '4000000000000002': { name: 'declined', state: 'declined' },
  '4000000000003220': { name: 'asks', state: 'action required' },
  '4000000000000077': { name: 'waits', state: 'processing' },
}

/** Takes a test card in; its number is forgotten, the token says how it behaves. */
export const readTestCard = (typed: { number: string; expires: string }, now: Date): CardRead => {
  const number = typed.number.replace(/[\s-]/g, '')
  // stops words such as "constructor", which every object knows, from being taken for cards
  const card = Object.hasOwn(cards, number) ? cards[number] : undefined
  if (!card) return { kind: 'wrong', field: 'number', ...whyNot(number) }
  const expiry = readExpiry(typed.expires, now)
  if (expiry.kind === 'wrong') return { ...expiry, field: 'expires' }
  const token = `test-${card.name}-${randomUUID()}`
  return { kind: 'card', card: { token, brand: 'Visa', last4: number.slice(-4), expires: expiry.month } }
}

export const stateOfToken = (token: string): GatewayState => {
  const [, name] = token.split('-')
  const card = Object.values(cards).find(known => known.name === name)
  if (!card) throw new Error('The gateway knows no such card.')
  return card.state
}

const whyNot = (number: string): { problem: CardProblem; why: string } => {
  if (number === '') return { problem: 'no number', why: 'Enter the number of the card.' }
  if (!/^\d{12,19}$/.test(number) || !isChecked(number))
    return {
      problem: 'not a card',
      why: 'This is not the number of a card: compare it with the card, digit by digit.',
    }
  return {
    problem: 'not a test card',
    why: 'Only test cards are taken here: 4242 4242 4242 4242 pays. Never enter a real card.',
  }
}

// the check digit of ISO/IEC 7812-1, known as Luhn's
const isChecked = (number: string) => {
  const digits = number.split('').toReversed().map(Number)
  const weighted = digits.map((digit, place) => (place % 2 === 0 ? digit : doubled(digit)))
  return weighted.reduce((sum, digit) => sum + digit, 0) % 10 === 0
}

const doubled = (digit: number) => (digit > 4 ? digit * 2 - 9 : digit * 2)
