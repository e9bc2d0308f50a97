import type { Response } from 'express'
import { type Spending, spendingIn, spendingSince } from '../../marketplace/spending.ts'
import type { Purchase } from '../../marketplace/purchases.ts'
import { nameOf } from '../addons/names.ts'
import { chartView } from '../charts.ts'
import { viewerOf } from '../middleware/locals.ts'
import type { Services } from '../services.ts'

/** What was charged in the last months, one chart for each currency. `purchases`: of which the names are known. */
export const spendingCharts = async (services: Services, purchases: readonly Purchase[], res: Response) => {
  const now = services.now()
  const charges = await services.purchases.charges(spendingSince(now))
  const all = spendingIn(charges, now, viewerOf(res).timeZone)
  const known = new Map(purchases.toReversed().map(({ addon, name }) => [addon, name]))
  const named = async (addon: string) => known.get(addon) ?? nameOf(addon, services)
  return Promise.all(all.map(one => chartOf(one, named, res)))
}

const chartOf = async (spending: Spending, named: (addon: string) => Promise<string>, res: Response) => {
  const { t, format } = res.locals
  const { currency, months, addons, amounts } = spending
  const others = t('purchases.spending.others')
  const names = await Promise.all(addons.map(async addon => (addon === null ? others : named(addon))))
  const chart = {
    id: `spending-${currency.toLowerCase()}`,
    title: t('purchases.spending.chart', { currency }),
    table: t('purchases.spending.table', { currency }),
    period: t('purchases.spending.month'),
    periods: months,
    series: names.map((name, index) => ({ name, look: index + 1 })),
    values: amounts,
    say: (amount: number) => format.money(amount, currency),
  }
  return chartView(chart, res)
}
