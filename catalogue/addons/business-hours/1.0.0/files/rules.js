import { offsetAt } from './zones.js'

const days = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun']
const day = 1_440
const furthest = 60

/** Reads lines such as `Mon-Fri 09:00-12:30, 13:30-17:00`; a span that ends before it begins runs past midnight. */
export function readWeek(text) {
  const week = days.map(() => [])
  const errors = []
  for (const [i, line] of text.split(/\r?\n/).entries()) {
    if (line.trim() === '') continue
    const read = readLine(line.trim())
    if (!read) errors.push(`Line ${i + 1}: write days and hours, such as Mon-Fri 09:00-17:00.`)
    for (const weekday of read?.weekdays ?? []) week[weekday].push(...read.spans)
  }
  return { week: week.map(spans => spans.toSorted((a, b) => a.from - b.from)), errors }
}

function readLine(line) {
  const [, first, last, rest] = /^([a-z]{3})(?:\s*-\s*([a-z]{3}))?\s+(.+)$/i.exec(line) ?? []
  const weekdays = first ? daysFrom(first, last ?? first) : []
  const spans = (rest ?? '').split(',').map(readSpan)
  return weekdays.length > 0 && spans.every(Boolean) ? { weekdays, spans } : undefined
}

function daysFrom(first, last) {
  const [from, to] = [first, last].map(name => days.indexOf(name.toLowerCase()))
  if (from < 0 || to < 0) return []
  return Array.from({ length: ((to - from + 7) % 7) + 1 }, (_, i) => (from + i) % 7)
}

function readSpan(text) {
  const time = '([01]?\\d|2[0-4]):([0-5]\\d)'
  const found = new RegExp(`^${time}\\s*-\\s*${time}$`).exec(text.trim())
  if (!found) return undefined
  const [, hour, minute, toHour, toMinute] = found.map(Number)
  const [from, to] = [hour * 60 + minute, toHour * 60 + toMinute]
  if (from >= day || to > day) return undefined
  return { from, to: to > from ? to : to + day }
}

/** Is it open at this moment? Yesterday's late hours count, unless yesterday was a holiday. */
export function isOpenAt(hours, instant) {
  const { date, minutes } = localTime(hours.timeZone, instant)
  const during = (spans, minute) => spans.some(span => minute >= span.from && minute < span.to)
  return during(spansOn(hours, date), minutes) || during(spansOn(hours, addDays(date, -1)), minutes + day)
}

/** The next moment at which it opens, or null when there is none within sixty days. */
export function nextOpening(hours, instant) {
  const { date } = localTime(hours.timeZone, instant)
  for (let ahead = 0; ahead <= furthest; ahead++) {
    const on = addDays(date, ahead)
    const openings = spansOn(hours, on).map(span => instantOf(hours.timeZone, on, span.from))
    const next = openings.find(opening => opening > instant)
    if (next) return next
  }
  return null
}

function spansOn(hours, date) {
  if (hours.holidays.includes(date)) return []
  return hours.week[(new Date(date).getUTCDay() + 6) % 7]
}

const addDays = (date, count) => new Date(Date.parse(date) + count * 86_400_000).toISOString().slice(0, 10)

export function localTime(timeZone, instant) {
  const local = new Date(instant.getTime() + offsetAt(timeZone, instant) * 60_000)
  return { date: local.toISOString().slice(0, 10), minutes: local.getUTCHours() * 60 + local.getUTCMinutes() }
}

// The offset is asked for twice, since a guess near a clock change may lie on its wrong side.
function instantOf(timeZone, date, minutes) {
  const wall = Date.parse(date) + minutes * 60_000
  const guess = new Date(wall - offsetAt(timeZone, new Date(wall)) * 60_000)
  return new Date(wall - offsetAt(timeZone, guess) * 60_000)
}

/** Reads dates such as 2026-12-25, one a line. */
export function readDates(text) {
  const lines = text.split(/\r?\n/).map(line => line.trim())
  const errors = lines.flatMap((line, i) =>
    line === '' || isDate(line) ? [] : [`Line ${i + 1}: write a date such as 2026-12-25.`],
  )
  return { dates: lines.filter(isDate), errors }
}

function isDate(line) {
  if (!/^\d{4}-\d\d-\d\d$/.test(line)) return false
  const day = new Date(line)
  return !Number.isNaN(day.getTime()) && day.toISOString().startsWith(line)
}

const dayNames = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday']
const months = [
  ...['January', 'February', 'March', 'April', 'May', 'June'],
  ...['July', 'August', 'September', 'October', 'November', 'December'],
]

/** What the placeholders of the answer stand for; null is no opening that is known of. */
export function openingInWords(timeZone, opening) {
  if (opening === null) return { opening: 'a later day', date: '', time: '' }
  const { date, minutes } = localTime(timeZone, opening)
  const [, month, dayOfMonth] = date.split('-').map(Number)
  const time = [Math.floor(minutes / 60), minutes % 60].map(part => String(part).padStart(2, '0')).join(':')
  const weekday = dayNames[(new Date(date).getUTCDay() + 6) % 7]
  return { opening: `${weekday} ${dayOfMonth} ${months[month - 1]} at ${time}`, date, time }
}

/** Fills `{placeholders}` in; one that is not known stays as it was written. */
export const fill = (text, values) =>
  text.replace(/\{(\w+)\}/g, (written, name) => (Object.hasOwn(values, name) ? values[name] : written))
