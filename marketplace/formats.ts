/** Dates, numbers and money as one operator reads them. Times are UTC ISO 8601, amounts minor units of ISO 4217. */
export interface Formats {
  date: (iso: string) => string
  time: (iso: string) => string
  /** with seconds */
  moment: (iso: string) => string
  /** of a day of the calendar, `2026-11-22`, or a month, `2026-11`: whole, and as short as can be below a column */
  period: (name: string) => string
  tick: (name: string) => string
  number: (value: number) => string
  bytes: (count: number) => string
  money: (amount: number, currency: string) => string
  list: (items: readonly string[]) => string
}

const known = new Map<string, Formats>()

/** Formatters are slow to make and free to use, so each pair of language and time zone has one set. */
export const formatsFor = (code: string, zone: string): Formats => {
  const key = `${code} ${zone}`
  const formats = known.get(key) ?? makeFormats(code, zone)
  known.set(key, formats)
  return formats
}

const makeFormats = (code: string, timeZone: string): Formats => {
  const date = new Intl.DateTimeFormat(code, { dateStyle: 'medium', timeZone })
  const time = new Intl.DateTimeFormat(code, { dateStyle: 'medium', timeStyle: 'short', timeZone })
  const moment = new Intl.DateTimeFormat(code, { dateStyle: 'medium', timeStyle: 'medium', timeZone })
  const number = new Intl.NumberFormat(code)
  const list = new Intl.ListFormat(code, { type: 'conjunction' })
  return {
    date: iso => date.format(new Date(iso)),
    time: iso => time.format(new Date(iso)),
    moment: iso => moment.format(new Date(iso)),
    period: name => ofCalendar(code, name, { month: 'short', year: 'numeric' }, { dateStyle: 'medium' }),
    tick: name => ofCalendar(code, name, { month: 'short' }, { day: 'numeric' }),
    number: value => number.format(value),
    bytes: count => bytesIn(code, count),
    money: (amount, currency) => moneyIn(code, amount, currency),
    list: items => list.format(items),
  }
}

type Shape = Intl.DateTimeFormatOptions

// it has no time of day, so none of a zone either
const ofCalendar = (code: string, name: string, month: Shape, day: Shape) =>
  new Intl.DateTimeFormat(code, { ...(name.length === 7 ? month : day), timeZone: 'UTC' }).format(
    new Date(name),
  )

const sizes = [
  ['gigabyte', 1e9],
  ['megabyte', 1e6],
  ['kilobyte', 1e3],
] as const

const bytesIn = (code: string, count: number) => {
  const [unit, size] = sizes.find(([, least]) => count >= least) ?? (['kilobyte', 1e3] as const)
  return new Intl.NumberFormat(code, { style: 'unit', unit, maximumFractionDigits: 1 }).format(count / size)
}

// The number of decimals is the currency's own: 2 for USD, 0 for JPY, 3 for KWD. The code stands behind the amount in
// every language, so that a price is never taken for another dollar's.
const moneyIn = (code: string, amount: number, currency: string) => {
  const digits = decimalsOf(currency)
  const format = new Intl.NumberFormat(code, { minimumFractionDigits: digits, maximumFractionDigits: digits })
  return `${format.format(amount / 10 ** digits)} ${currency}`
}

/** `1250.00 USD`: the same in every language, for the record. */
export const plainMoney = (amount: number, currency: string) => {
  const digits = decimalsOf(currency)
  return `${(amount / 10 ** digits).toFixed(digits)} ${currency}`
}

const decimalsOf = (currency: string) =>
  new Intl.NumberFormat('en', { style: 'currency', currency }).resolvedOptions().maximumFractionDigits ?? 2
