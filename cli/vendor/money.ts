import { WrongUse } from '../command.ts'

const decimalsOf = (currency: string) =>
  new Intl.NumberFormat('en', { style: 'currency', currency }).resolvedOptions().maximumFractionDigits ?? 2

/** `5.00 USD`, with as many decimals as the currency has: no separators, so that it can be typed back. */
export const moneyText = (amount: number, currency: string) => {
  const decimals = decimalsOf(currency)
  const digits = String(Math.abs(amount)).padStart(decimals + 1, '0')
  const whole = digits.slice(0, digits.length - decimals)
  const text = decimals === 0 ? whole : `${whole}.${digits.slice(-decimals)}`
  return `${amount < 0 ? '-' : ''}${text} ${currency}`
}

/**
 * An amount as it was typed, in minor units. It has to be written with the currency's own decimals, so that 500 is never
 * taken for 5.00 or the other way round.
 */
export const amountIn = (text: string, currency: string) => {
  const decimals = decimalsOf(currency)
  const form = new RegExp(decimals === 0 ? '^\\d{1,12}$' : `^\\d{1,10}\\.\\d{${decimals}}$`)
  if (!form.test(text))
    throw new WrongUse(
      `${text} is not an amount in ${currency}: write it as ${moneyText(500, currency).split(' ')[0]}.`,
    )
  return Number(text.replace('.', ''))
}

export const currencyNamed = (text: string) => {
  const currency = text.toUpperCase()
  if (!Intl.supportedValuesOf('currency').includes(currency))
    throw new WrongUse(`${text} is not a currency code such as USD.`)
  return currency
}

/** An amount, or that it is not sold so. */
export const amountText = (amount: number | null, currency: string) =>
  amount === null ? `not sold in ${currency}` : moneyText(amount, currency)
