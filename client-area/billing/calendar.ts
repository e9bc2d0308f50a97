import type { Cycle } from '../../contracts/marketplace-api.ts'

export type RecurringCycle = Exclude<Cycle, 'one-time'>

const monthsOf: Record<RecurringCycle, number> = {
  monthly: 1,
  quarterly: 3,
  'semi-annually': 6,
  annually: 12,
  biennially: 24,
  triennially: 36,
}

export const isRecurring = (cycle: Cycle): cycle is RecurringCycle => cycle !== 'one-time'

/**
 * When a paid period ends: `periods` cycles after the anchor, on its day of the month and at its time of day, or on the
 * month's last day where the month is shorter. Counted from the anchor each time, so that the 31st comes back.
 */
export const endOfPeriod = (anchor: string, cycle: RecurringCycle, periods: number) =>
  addMonths(anchor, monthsOf[cycle] * periods)

export const addMonths = (at: string, months: number) => {
  const from = new Date(at)
  const month = from.getUTCMonth() + months
  const lastDay = new Date(Date.UTC(from.getUTCFullYear(), month + 1, 0)).getUTCDate()
  const to = new Date(from)
  to.setUTCFullYear(from.getUTCFullYear(), month, Math.min(from.getUTCDate(), lastDay))
  return to.toISOString()
}

export const addDays = (at: string, days: number) =>
  new Date(Date.parse(at) + days * 86_400_000).toISOString()

/** Times are text in one format, so that their order is that of the text. */
export const earlierOf = (a: string, b: string) => (a < b ? a : b)
export const laterOf = (a: string, b: string) => (a > b ? a : b)
