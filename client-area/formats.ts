/** Dates and money as the client area's pages say them. Times are UTC ISO 8601, amounts minor units of ISO 4217. */
export const formats = {
  day: (iso: string) => day.format(new Date(iso)),
  time: (iso: string) => `${time.format(new Date(iso))} UTC`,
  // The number of decimals is the currency's own: 2 for USD, 0 for JPY, 3 for KWD. The code stands behind the amount, so
  // that a price is never taken for another dollar's.
  money: (amount: number, currency: string) => {
    const digits = decimalsOf(currency)
    const format = new Intl.NumberFormat('en', {
      minimumFractionDigits: digits,
      maximumFractionDigits: digits,
    })
    return `${format.format(amount / 10 ** digits)} ${currency}`
  },
  /** hundredths of a percent: 1900 is 19% */
  rate: (hundredths: number) => percent.format(hundredths / 10_000),
}
export type Formats = typeof formats

const day = new Intl.DateTimeFormat('en', { dateStyle: 'long', timeZone: 'UTC' })
const time = new Intl.DateTimeFormat('en', { dateStyle: 'long', timeStyle: 'short', timeZone: 'UTC' })
const percent = new Intl.NumberFormat('en', { style: 'percent', maximumFractionDigits: 2 })

const decimalsOf = (currency: string) =>
  new Intl.NumberFormat('en', { style: 'currency', currency }).resolvedOptions().maximumFractionDigits ?? 2
