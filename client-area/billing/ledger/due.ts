import { addDays } from '../calendar.ts'
import type { Invoice, Payment, Right } from '../records.ts'
import { days } from './ground.ts'

/** What happens to a subscription next by itself, and when. */
export interface DueStep {
  at: string
  kind: 'renew' | 'retry' | 'settle' | 'suspend' | 'end unpaid' | 'end'
}

/** What a subscription owes, if anything: its open invoice, and the attempts to pay that. */
export interface Owed {
  invoice: Invoice
  payments: Payment[]
}

/** The next step in the life of a subscription that has not ended. */
export const nextStep = (right: Right, owed: Owed | undefined): DueStep | undefined => {
  const [first] = [...stepsOf(right, owed)].toSorted((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0))
  return first
}

const stepsOf = (right: Right, owed: Owed | undefined): DueStep[] => {
  const { state, paidUntil, pastDueSince, endsAt } = right
  if (right.kind !== 'recurring' || state === 'ended' || paidUntil === null) return []
  if (endsAt !== null) return [{ at: endsAt, kind: 'end' }]
  // money under way is waited for: neither asked for again, nor held against the subscriber
  const underWay = owed?.payments.find(isUnderWay)
  if (underWay) return [{ at: addDays(underWay.at, overnight), kind: 'settle' }]
  if (!owed) return [{ at: paidUntil, kind: 'renew' }]
  if (pastDueSince === null) return [{ at: owed.invoice.createdAt, kind: 'retry' }]
  if (state === 'suspended') return [{ at: addDays(pastDueSince, days.unpaid), kind: 'end unpaid' }]
  const retry = retryAt(pastDueSince, owed.payments)
  return [
    ...(retry === undefined ? [] : [{ at: retry, kind: 'retry' as const }]),
    { at: addDays(pastDueSince, days.grace), kind: 'suspend' },
  ]
}

/** the bank decides by the next day */
const overnight = 1

export const isUnderWay = ({ state }: Payment) => state === 'pending' || state === 'processing'

// Each day is tried once: an attempt since then, by whomever, counts for it. While the bank waits for the card's owner
// there is nothing to try.
const retryAt = (pastDueSince: string, payments: Payment[]) => {
  if (payments.some(({ state }) => state === 'action required')) return undefined
  const moments = days.retries.map(day => addDays(pastDueSince, day))
  return moments.find(moment => !payments.some(({ at }) => at >= moment))
}
