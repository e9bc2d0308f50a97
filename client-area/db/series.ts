import type { Work } from './index.ts'

/**
 * The next whole number of a series. The row stays locked until the transaction ends, and a transaction that is rolled
 * back gives its number back: no gaps.
 */
export const nextIn = async (work: Work, series: string): Promise<number> => {
  const [row] = await work<{ series: string; last: number }>('number_series')
    .insert({ series, last: 1 })
    .onConflict('series')
    .merge({ last: work.raw('number_series.last + 1') })
    .returning('last')
  if (!row) throw new Error(`The series ${series} gave no number.`)
  return row.last
}
