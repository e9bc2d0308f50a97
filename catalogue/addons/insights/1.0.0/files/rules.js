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

const day = 86_400_000
const firstDays = { Sunday: 0, Monday: 1, Saturday: 6 }

export const dateOf = at => at.slice(0, 10)
const later = (date, days) => new Date(Date.parse(date) + days * day).toISOString().slice(0, 10)

/** The dates on which the last weeks begin, this one last. */
export function weeksBefore(today, firstDay, count) {
  const into = (new Date(today).getUTCDay() - firstDays[firstDay] + 7) % 7
  return Array.from({ length: count }, (_, i) => later(today, (i + 1 - count) * 7 - into))
}

/** The figures of a week: counts are added up, and times put together for their median. */
export function weekFrom(begin, days) {
  const dates = Array.from({ length: 7 }, (_, i) => later(begin, i))
  const found = dates.flatMap(date => days.get(date) ?? [])
  const sum = what => found.reduce((all, one) => all + one[what], 0)
  return { begin, opened: sum('opened'), closed: sum('closed'), minutes: found.flatMap(one => one.minutes) }
}

/** So many of the values at most, evenly chosen from the least to the greatest: the median stays. */
export function sample(values, most) {
  const sorted = values.toSorted((a, b) => a - b)
  if (sorted.length <= most) return sorted
  return Array.from({ length: most }, (_, i) => sorted[Math.floor(((i + 0.5) * sorted.length) / most)])
}

/** How two weeks compare, in words. */
export function inWords(share) {
  if (share === null) return 'There is nothing to compare with yet.'
  const percent = Math.round(Math.abs(share) * 100)
  if (percent === 0) return 'The first reply took as long as in the week before.'
  return `The first reply took ${percent} % ${share < 0 ? 'less' : 'more'} time than in the week before.`
}
