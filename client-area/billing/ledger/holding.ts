import type { Account } from '../../accounts/accounts.ts'
import type { Licence } from '../../accounts/licences.ts'
import type { Right } from '../records.ts'
import type { BillingStores } from '../stores.ts'
import type { Owed } from './due.ts'

/** A subscription with all that its next step depends on. */
export interface Subscription {
  right: Right
  owed: Owed | undefined
  licence: Licence
  account: Account
}

/** Reads a subscription, and holds its licence until the transaction ends. */
export const holdSubscription = async (stores: BillingStores, id: string): Promise<Subscription> => {
  const before = await found(stores.rights.find(id), `There is no right ${id}.`)
  const licence = await found(stores.licences.hold(before.licenceId), `The right ${id} has no licence.`)
  // what was read before the licence was held may have changed while waiting for it
  const right = await found(stores.rights.find(id), `There is no right ${id}.`)
  const account = await found(stores.accounts.find(right.accountId), `The right ${id} has no account.`)
  return { right, licence, account, owed: await owedFor(stores, right) }
}

/** The open invoice of a renewal. */
export const owedFor = async (
  { invoices, payments }: BillingStores,
  { id, kind }: Right,
): Promise<Owed | undefined> => {
  const [invoice] = kind === 'recurring' ? await invoices.openOf(id) : []
  return invoice && { invoice, payments: await payments.of(invoice.id) }
}

const found = async <T>(one: Promise<T | undefined>, otherwise: string): Promise<T> => {
  const it = await one
  if (it === undefined) throw new Error(otherwise)
  return it
}
