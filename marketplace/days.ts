/** When a day begins in a time zone, as a UTC time; `day` is `2026-03-29`. Nothing for what is no day. */
export const startOfDay = (day: string, timeZone: string): Date | undefined => {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(day)) return undefined
  const midnight = Date.parse(`${day}T00:00:00Z`)
  if (Number.isNaN(midnight) || new Date(midnight).toISOString().slice(0, 10) !== day) return undefined
  // asked twice: the offset at the first guess may be that of the other side of a clock change
  const guess = midnight - offsetAt(midnight, timeZone)
  return new Date(midnight - offsetAt(guess, timeZone))
}

/** The day after, so that a filter's last day is a whole one. */
export const dayAfter = (day: string) =>
  /^\d{4}-\d{2}-\d{2}$/.test(day) && !Number.isNaN(Date.parse(`${day}T00:00:00Z`))
    ? new Date(Date.parse(`${day}T00:00:00Z`) + 86_400_000).toISOString().slice(0, 10)
    : day

/** How far the zone's clocks are ahead of UTC, in milliseconds. */
const offsetAt = (time: number, timeZone: string) => {
  const parts = new Intl.DateTimeFormat('en-GB', {
    timeZone,
    hourCycle: 'h23',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
  }).formatToParts(time)
  const part = (type: string) => Number(parts.find(one => one.type === type)?.value)
  const shown = Date.UTC(
    part('year'),
    part('month') - 1,
    part('day'),
    part('hour'),
    part('minute'),
    part('second'),
  )
  return shown - Math.floor(time / 1000) * 1000
}

/** Which day a time is of in a time zone: `2026-03-29`. */
export const dayIn = (time: string | Date, timeZone: string) => {
  const at = new Date(time).getTime()
  return new Date(at + offsetAt(at, timeZone)).toISOString().slice(0, 10)
}

/** The days up to that one, the last of them. */
export const daysUntil = (day: string, count: number) =>
  countedBack(count, back => new Date(Date.parse(day) - back * 86_400_000).toISOString().slice(0, 10))

/** The months up to that of the day, as `2026-03`. */
export const monthsUntil = (day: string, count: number) =>
  countedBack(count, back => {
    const first = new Date(`${day.slice(0, 7)}-01T00:00:00Z`)
    first.setUTCMonth(first.getUTCMonth() - back)
    return first.toISOString().slice(0, 7)
  })

const countedBack = <T>(count: number, make: (back: number) => T) =>
  Array.from({ length: count }, (_, index) => make(count - 1 - index))
