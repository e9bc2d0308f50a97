/** One piece of a column; lengths are percent of the picture, from its left and top. */
export interface Bar {
  series: number
  x: number
  y: number
  width: number
  height: number
}

export interface Bars {
  /** what the top edge stands for: a round number that is not below any column */
  top: number
  bars: Bar[]
}

/**
 * Numbers as stacked columns: one column for each time, in it one number for each series, the first at the bottom.
 * `direction`: from which side time begins.
 */
export const stackedBars = (columns: readonly (readonly number[])[], direction: 'ltr' | 'rtl'): Bars => {
  const top = roundAbove(Math.max(0, ...columns.map(sum)))
  const slot = 100 / Math.max(1, columns.length)
  const bars = columns.flatMap((values, index) => {
    const place = direction === 'rtl' ? columns.length - 1 - index : index
    return stacked(values, top).map(bar => ({
      ...bar,
      x: rounded((place + margin) * slot),
      width: rounded((1 - 2 * margin) * slot),
    }))
  })
  return { top, bars }
}

/** 1, 2 or 5 with zeros behind it. */
export const roundAbove = (most: number) => {
  if (most <= 1) return 1
  const power = 10 ** Math.floor(Math.log10(most))
  return [1, 2, 5, 10].map(step => step * power).find(round => round >= most) ?? most
}

const margin = 0.15

const stacked = (values: readonly number[], top: number) => {
  let below = 0
  return values.flatMap((value, series) => {
    if (value <= 0) return []
    below += value
    return [{ series, y: rounded(100 - (below / top) * 100), height: rounded((value / top) * 100) }]
  })
}

export const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0)

const rounded = (value: number) => Math.round(value * 100) / 100
