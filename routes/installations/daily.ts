import type { Response } from 'express'
import { dailyIn, dailySince } from '../../marketplace/code/daily.ts'
import type { Installation } from '../../marketplace/installations.ts'
import { chartView } from '../charts.ts'
import { viewerOf } from '../middleware/locals.ts'
import type { Services } from '../services.ts'

/** How many deliveries an add-on took, and how many were given up, day by day; null if there were none. */
export const dailyChart = async ({ code, now }: Services, { addon }: Installation, res: Response) => {
  const { t, format } = res.locals
  const at = now()
  const days = dailyIn(await code.deliveryHours(addon, dailySince(at)), at, viewerOf(res).timeZone)
  if (!days) return null
  const chart = {
    id: 'deliveries',
    title: t('installations.daily.chart'),
    table: t('installations.daily.table'),
    period: t('installations.daily.day'),
    periods: days.map(({ day }) => day),
    series: [
      { name: t('installations.daily.done'), look: 1 },
      { name: t('installations.daily.dead'), look: 5 },
    ],
    values: days.map(({ done, dead }) => [done, dead]),
    say: format.number,
  }
  return chartView(chart, res)
}
