import type { Account, BillingDetails } from '../../client-area/accounts/accounts.ts'
import { type Given, type Option, WrongUse } from '../command.ts'

/** Options of what an account's invoices say of the buyer. */
export const detailOptions = {
  country: { type: 'string', about: 'two letters of its country, as DE' },
  address: { type: 'string', about: 'postal address for its invoices' },
  'tax-id': { type: 'string', about: 'its tax number, as DE123456789' },
  'tax-rate': { type: 'string', about: 'tax in percent, as 19 or 8.25; without it there is no tax' },
  'tax-label': { type: 'string', about: 'name of the tax on invoices (Tax)' },
  'tax-note': { type: 'string', about: 'stands on invoices, as for a reverse charge with --tax-rate 0' },
} as const satisfies Record<string, Option>

export const detailsIn = (given: Given): BillingDetails => ({
  country: countryIn(given),
  address: textIn(given, 'address', 500),
  taxId: textIn(given, 'tax-id', 40),
  tax: taxIn(given),
})

const textIn = (given: Given, name: string, longest: number) => {
  const text = given[name]
  if (typeof text !== 'string' || text.trim() === '') return null
  if (text.length > longest) throw new WrongUse(`--${name} is too long: ${longest} characters at most.`)
  return text.trim()
}

const countryIn = (given: Given) => {
  const country = textIn(given, 'country', 60)?.toUpperCase() ?? null
  const names = new Intl.DisplayNames('en', { type: 'region', fallback: 'none' })
  if (country !== null && !(/^[A-Z]{2}$/.test(country) && names.of(country)))
    throw new WrongUse(`--country ${country} is not the code of a country such as DE.`)
  return country
}

const taxIn = (given: Given) => {
  const rate = rateIn(given)
  const label = textIn(given, 'tax-label', 60)
  const note = textIn(given, 'tax-note', 200)
  if (rate !== null) return { rate, label: label ?? 'Tax', note }
  if (label ?? note) throw new WrongUse('--tax-label and --tax-note need --tax-rate; 0 is a rate, too.')
  return null
}

const rateIn = (given: Given) => {
  const text = textIn(given, 'tax-rate', 20)
  if (text === null) return null
  if (!/^\d{1,3}(\.\d{1,2})?$/.test(text) || Number(text) > 100)
    throw new WrongUse(`--tax-rate ${text} is not a percentage such as 19 or 8.25.`)
  return Math.round(Number(text) * 100)
}

/** What is known of an account, by name: what it does not have is left out. */
export const accountLines = ({ id, name, email, currency, ...details }: Account) => ({
  id,
  name,
  email,
  currency,
  ...given(details),
})

const given = ({ tax, ...others }: BillingDetails) => ({
  ...Object.fromEntries(Object.entries(others).filter(([, value]) => value !== null)),
  ...(tax && { tax: `${tax.label} ${tax.rate / 100} %${tax.note === null ? '' : `, ${tax.note}`}` }),
})

/** The same in one line. */
export const accountLine = ({ id, name, currency, country, taxId, address, tax }: Account) =>
  [`account ${id}: ${name}`, currency, ...Object.values(given({ country, taxId, address, tax }))].join(', ')
