import type { Response } from 'express'
import { stackedBars, sum } from '../marketplace/charts.ts'

export interface ChartOf {
  id: string
  title: string
  /** what its table is called */
  table: string
  /** what the first cell of each row is: a day, a month */
  period: string
  /** `2026-11` or `2026-11-22`, oldest first */
  periods: readonly string[]
  /** `look`: one of five colours, each with a pattern of its own */
  series: readonly { name: string; look: number }[]
  /** a row for each period, in it a number for each series */
  values: readonly (readonly number[])[]
  say: (value: number) => string
}

/** What the chart component shows: columns to look at, and the same numbers in words to read. */
export const chartView = (chart: ChartOf, { locals: { t, format, language } }: Pick<Response, 'locals'>) => {
  const { id, title, table, series, values, periods, say } = chart
  const { top, bars } = stackedBars(values, language.direction)
  const hasTotal = series.length > 1
  const withTotal = (row: readonly number[]) => (hasTotal ? [...row, sum(row)] : [...row])
  return {
    id,
    title,
    label: t('layout.chart.label', { title, total: say(sum(values.map(sum))) }),
    top: say(top),
    bars: bars.map(bar => ({ ...bar, look: series[bar.series]?.look ?? 1 })),
    ticks: periods.map(format.tick),
    legend: series,
    show: t('layout.chart.numbers'),
    table: {
      caption: table,
      head: [chart.period, ...series.map(({ name }) => name), ...(hasTotal ? [t('layout.chart.total')] : [])],
      rows: periods.map((period, index) => ({
        head: format.period(period),
        cells: withTotal(values[index] ?? []).map(say),
      })),
    },
  }
}
export type ChartView = ReturnType<typeof chartView>
