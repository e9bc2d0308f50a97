/** Dates and money as the client area's pages say them. Times are UTC ISO 8601, amounts minor units of ISO 4217. */
export interface Formats {
  day: (iso: string) => string
  time: (iso: string) => string
  /** with as many decimals as the currency has, and its code */
  money: (amount: number, currency: string) => string
  /** hundredths of a percent: 1900 is 19% */
  rate: (hundredths: number) => string
  list: (items: readonly string[]) => string
}

/** As somebody reads them in that language. */
export const formatsFor = (code: string): Formats => {
  const day = new Intl.DateTimeFormat(code, { dateStyle: 'long', timeZone: 'UTC' })
  const time = new Intl.DateTimeFormat(code, { dateStyle: 'long', timeStyle: 'short', timeZone: 'UTC' })
  const percent = new Intl.NumberFormat(code, { style: 'percent', maximumFractionDigits: 2 })
  const list = new Intl.ListFormat(code, { type: 'unit', style: 'short' })
  return {
    day: iso => day.format(new Date(iso)),
    time: iso => `${time.format(new Date(iso))} UTC`,
    money: (amount, currency) => moneyIn(code, amount, currency),
    rate: hundredths => percent.format(hundredths / 10_000),
    list: items => list.format(items),
  }
}

// The number of decimals is the currency's own: 2 for USD, 0 for JPY, 3 for KWD. The code stands behind the amount, so
// that a price is never taken for another dollar's.
const moneyIn = (code: string, amount: number, currency: string) => {
  const digits = decimalsOf(currency)
  const format = new Intl.NumberFormat(code, { minimumFractionDigits: digits, maximumFractionDigits: digits })
  return `${format.format(amount / 10 ** digits)} ${currency}`
}

const decimalsOf = (currency: string) =>
  new Intl.NumberFormat('en', { style: 'currency', currency }).resolvedOptions().maximumFractionDigits ?? 2
