import type { Response } from 'express'
import { type Spending, spendingIn, spendingSince } from '../../marketplace/spending.ts'
import { nameOf } from '../addons/names.ts'
import { chartView } from '../charts.ts'
import { viewerOf } from '../middleware/locals.ts'
import type { Services } from '../services.ts'

/** What was charged in the last months, one chart for each currency. */
export const spendingCharts = async (services: Services, res: Response) => {
  const now = services.now()
  const charges = await services.purchases.charges(spendingSince(now))
  const all = spendingIn(charges, now, viewerOf(res).timeZone)
  return Promise.all(all.map(one => chartOf(one, services, res)))
}

const chartOf = async (spending: Spending, services: Services, res: Response) => {
  const { t, format } = res.locals
  const { currency, months, addons, amounts } = spending
  const others = t('purchases.spending.others')
  const names = await Promise.all(
    addons.map(async addon => (addon === null ? others : nameOf(addon, services))),
  )
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
