/** The value in the middle, which one forgotten ticket can't move; null when there is none. */
export function median(values) {
  if (values.length === 0) return null
  const sorted = values.toSorted((a, b) => a - b)
  const middle = Math.floor(sorted.length / 2)
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2
}

/** How a week's median compares with the week before: -0.25 is a quarter less; null when one is missing. */
export function change(thisWeek, weekBefore) {
  const [now, before] = [median(thisWeek), median(weekBefore)]
  return now === null || before === null || before === 0 ? null : (now - before) / before
}

export default {}
