import { randomUUID } from 'node:crypto'
import type { TaxRule } from '../billing/records.ts'
import type { Person } from './people.ts'

/** Who pays: owns licences, cards and invoices. Several people may use one, and one person several. */
export interface Account extends BillingDetails {
  id: string
  name: string
  email: string
  currency: string
}

/** What its invoices say of the buyer. */
export interface BillingDetails {
  /** two letters of ISO 3166-1 */
  country: string | null
  taxId: string | null
  address: string | null
  /** null: billed without tax */
  tax: TaxRule | null
}

export interface Accounts {
  find: (id: string) => Promise<Account | undefined>
  /** those the person may use, oldest first */
  of: (personId: string) => Promise<Account[]>
  add: (account: Account, personId: string) => Promise<void>
}

/** Opens an account for somebody who can sign in. */
export const openAccount = async (
  accounts: Accounts,
  person: Person,
  currency: string,
  details: Partial<BillingDetails> = {},
): Promise<Account> => {
  const { name, email } = person
  const account = { id: randomUUID(), name, email, currency, ...withoutDetails, ...details }
  await accounts.add(account, person.id)
  return account
}

const withoutDetails: BillingDetails = { country: null, taxId: null, address: null, tax: null }

/** `o***e@example.com`: enough to recognise one's own address, too little to learn somebody else's. */
export const masked = (email: string) => {
  const at = email.lastIndexOf('@')
  const name = email.slice(0, at)
  return `${name.slice(0, 1)}***${name.length > 2 ? name.slice(-1) : ''}${email.slice(at)}`
}
