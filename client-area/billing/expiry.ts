import type { CardProblem } from './gateway.ts'

export type Expiry = { kind: 'month'; month: string } | { kind: 'wrong'; problem: CardProblem; why: string }

/** Reads `12/29`, `12/2029` or `2029-12`: the last month in which a card can be charged. */
export const readExpiry = (typed: string, now: Date): Expiry => {
  const month = monthIn(typed.replaceAll(/\s/g, ''))
  if (!month)
    return {
      kind: 'wrong',
      problem: 'no month',
      why: 'Enter the month and year of expiry as on the card, like 12/29.',
    }
  if (hasExpired(month, now))
    return {
      kind: 'wrong',
      problem: 'expired',
      why: 'This card has expired: use another one, or check the date.',
    }
  return { kind: 'month', month }
}

/** whether the month (`YYYY-MM`) is over */
export const hasExpired = (month: string, now: Date) => month < now.toISOString().slice(0, 7)

const monthIn = (text: string) => {
  const [, month, short] = /^(0?[1-9]|1[0-2])[/-](?:20)?(\d{2})$/.exec(text) ?? []
  if (month && short) return `20${short}-${month.padStart(2, '0')}`
  return /^20\d{2}-(0[1-9]|1[0-2])$/.test(text) ? text : undefined
}
