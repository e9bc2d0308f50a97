import type { TaxRule } from './records.ts'

/** A price with what the account's tax adds to it, in minor units. */
export interface Taxed {
  net: number
  tax: number
  total: number
}

/** Tax on a net amount, rounded half away from zero; without a rule there is none. */
export const withTax = (net: number, rule: TaxRule | null): Taxed => {
  const tax = rule ? shareOf(net, rule.rate, 10_000) : 0
  return { net, tax, total: net + tax }
}

/**
 * The part of a taxed amount that is given back with `amount` of its total. What was given back before comes in, so that
 * several parts add up to the whole, to the last minor unit.
 */
export const partOf = (whole: Taxed, amount: number, before: Taxed = none): Taxed => {
  const after = before.total + amount
  const tax = whole.total === 0 ? 0 : shareOf(whole.tax, after, whole.total) - before.tax
  return { net: amount - tax, tax, total: amount }
}

const none: Taxed = { net: 0, tax: 0, total: 0 }

// In whole numbers: a rate of 0.19 times 1.50 is not what it looks like in floating point.
const shareOf = (amount: number, part: number, whole: number) => {
  const product = BigInt(amount) * BigInt(part) * 2n
  const half = product < 0n ? -BigInt(whole) : BigInt(whole)
  return Number((product + half) / (2n * BigInt(whole)))
}
