import type { Charge } from './charges.ts'
import { sum } from './charts.ts'
import { dayIn, monthsUntil } from './days.ts'

/** What was charged in one currency, month by month, for each add-on. */
export interface Spending {
  currency: string
  /** oldest first, as `2026-11` */
  months: string[]
  /** the dearest first; null: all others together */
  addons: (string | null)[]
  /** a row for each month, in it an amount for each of the add-ons, in minor units */
  amounts: number[][]
}

const monthsShown = 12
const addonsShown = 5

/** From when on charges are needed: the months before this one, whatever the time zone. */
export const spendingSince = (now: Date) =>
  `${monthsUntil(dayIn(now, 'UTC'), monthsShown + 1)[0]}-01T00:00:00.000Z`

/** One for each currency that anything was charged in, months being those of the reader's time zone. */
export const spendingIn = (charges: readonly Charge[], now: Date, timeZone: string): Spending[] => {
  const months = monthsUntil(dayIn(now, timeZone), monthsShown)
  const monthly = charges
    .map(charge => ({ ...charge, month: dayIn(charge.paidAt, timeZone).slice(0, 7) }))
    .filter(({ month }) => months.includes(month))
  const currencies = [...new Set(monthly.map(({ currency }) => currency))].toSorted()
  return currencies.map(currency => {
    const mine = monthly.filter(charge => charge.currency === currency)
    const addons = dearest(mine)
    const isOf = (addon: string | null, charge: Charge) =>
      addon === null ? !addons.includes(charge.addon) : charge.addon === addon
    const amountOf = (month: string, addon: string | null) =>
      sum(mine.filter(one => one.month === month && isOf(addon, one)).map(({ amount }) => amount))
    return {
      currency,
      months,
      addons,
      amounts: months.map(month => addons.map(addon => amountOf(month, addon))),
    }
  })
}

const dearest = (charges: readonly Charge[]): (string | null)[] => {
  const totals = new Map<string, number>()
  for (const { addon, amount } of charges) totals.set(addon, (totals.get(addon) ?? 0) + amount)
  const addons = [...totals].toSorted(([, one], [, other]) => other - one).map(([addon]) => addon)
  return addons.length > addonsShown ? [...addons.slice(0, addonsShown - 1), null] : addons
}
