/** The minutes, hours, days, months and weekdays at which something is due; all in UTC. */
export interface Cron {
  fields: readonly [Field, Field, Field, Field, Field]
}
interface Field {
  values: ReadonlySet<number>
  isAny: boolean
}

const ranges = [
  [0, 59],
  [0, 23],
  [1, 31],
  [1, 12],
  [0, 7],
] as const

/** Reads `minute hour day month weekday`: numbers, lists, ranges, steps and stars, as in crontab. Undefined if it is none. */
export const cronIn = (text: string): Cron | undefined => {
  const parts = text.trim().split(/\s+/)
  if (parts.length !== ranges.length) return undefined
  const fields = ranges.map((range, i) => fieldIn(parts[i] ?? '', range))
  const [minute, hour, day, month, weekday] = fields
  if (!minute || !hour || !day || !month || !weekday) return undefined
  // 7 is Sunday as well
  const days = new Set([...weekday.values].map(one => one % 7))
  return { fields: [minute, hour, day, month, { ...weekday, values: days }] }
}

const fieldIn = (text: string, range: readonly [number, number]): Field | undefined => {
  const values = new Set<number>()
  for (const part of text.split(',')) {
    const found = valuesIn(part, range)
    if (!found) return undefined
    for (const value of found) values.add(value)
  }
  return { values, isAny: text.startsWith('*') }
}

const shape = /^(?:(\*)|(\d{1,2})(?:-(\d{1,2}))?)(?:\/(\d{1,2}))?$/

const valuesIn = (part: string, [least, most]: readonly [number, number]) => {
  const [, star, first, last, step] = shape.exec(part) ?? []
  if (star === undefined && first === undefined) return undefined
  const from = star ? least : Number(first)
  const to = last !== undefined ? Number(last) : star || step ? most : from
  const by = step === undefined ? 1 : Number(step)
  if (from < least || to > most || from > to || by < 1) return undefined
  return Array.from({ length: Math.floor((to - from) / by) + 1 }, (_, i) => from + i * by)
}

const minute = 60_000
const day = 24 * 60 * minute

/** The next time after that one; undefined if there is none in the next five years, as on the 31st of February. */
export const nextAfter = ({ fields }: Cron, after: Date): Date | undefined => {
  const [minutes, hours] = fields
  let at = Math.floor(after.getTime() / minute) * minute + minute
  const last = at + 5 * 366 * day
  while (at <= last) {
    const time = new Date(at)
    if (!isDay(fields, time)) at = Math.floor(at / day) * day + day
    else if (!hours.values.has(time.getUTCHours()))
      at = Math.floor(at / (60 * minute)) * 60 * minute + 60 * minute
    else if (!minutes.values.has(time.getUTCMinutes())) at += minute
    else return time
  }
  return undefined
}

// where both day fields say something, either of them will do, as in crontab
const isDay = ([, , days, months, weekdays]: Cron['fields'], time: Date) => {
  if (!months.values.has(time.getUTCMonth() + 1)) return false
  const [byDay, byWeekday] = [days.values.has(time.getUTCDate()), weekdays.values.has(time.getUTCDay())]
  return days.isAny || weekdays.isAny ? byDay && byWeekday : byDay || byWeekday
}
