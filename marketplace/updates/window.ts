/** Hours of the day, of the help desk's own clock: from the beginning of one to the beginning of the other. */
export interface Window {
  from: number
  until: number
}

/** `22-5` as it is stored: from 22:00 until 5:00 of the next day. Null: at any hour. */
export const windowIn = (text: string | undefined): Window | null => {
  const [, from, until] = /^(\d{1,2})-(\d{1,2})$/.exec(text ?? '') ?? []
  const window = { from: Number(from), until: Number(until) }
  return from !== undefined && isWindow(window) ? window : null
}

/** As `windowIn` reads it. */
export const windowText = (window: Window | null) => (window ? `${window.from}-${window.until}` : '')

/** An hour may begin it and another one end it: from an hour to itself would be a whole day, or nothing. */
export const isWindow = ({ from, until }: Window) => isHour(from) && isHour(until) && from !== until

const isHour = (hour: number) => Number.isInteger(hour) && hour >= 0 && hour <= 23

/**
 * Is it open now? The clock on the wall decides, as people read it: an hour that a change to summer time leaves out does
 * not come that day, one that comes twice counts twice.
 */
export const isOpen = (window: Window | null, now: Date, timeZone: string) => {
  if (!window) return true
  const { from, until } = window
  const hour = hourIn(now, timeZone)
  return from < until ? hour >= from && hour < until : hour >= from || hour < until
}

const clocks = new Map<string, Intl.DateTimeFormat>()

const hourIn = (now: Date, timeZone: string) => {
  const clock =
    clocks.get(timeZone) ?? new Intl.DateTimeFormat('en-GB', { timeZone, hour: '2-digit', hourCycle: 'h23' })
  clocks.set(timeZone, clock)
  return Number(clock.format(now))
}
