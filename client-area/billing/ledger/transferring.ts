import type { Account } from '../../accounts/accounts.ts'
import type { Licence } from '../../accounts/licences.ts'
import type { Right } from '../records.ts'
import type { BillingStores } from '../stores.ts'
import type { Ground } from './ground.ts'
import { changeOrder } from './ordering.ts'
import { changeRight, ended } from './rights.ts'
import { owedFor } from './holding.ts'
import { voidOpen } from './voiding.ts'

/**
 * Gives a licence to another account. What was bought once stays with it. A subscription goes along only where the new
 * owner accepts to pay it; any other ends at its paid-until date, and is not charged again.
 */
export const transfer = (ground: Ground, { id }: Licence, accountId: string, accepted: string[]) =>
  ground.atomically(async stores => {
    const licence = await stores.licences.hold(id)
    const account = await stores.accounts.find(accountId)
    if (!licence || !account) throw new Error(`There is no licence ${id}, or no account ${accountId}.`)
    if (licence.accountId === accountId) return
    const at = ground.now().toISOString()
    for (const right of await stores.rights.ofLicence(id))
      if (right.state !== 'ended') await hand(stores, right, { account, accepted, at })
    await withdrawOrders(stores, id, at)
    await stores.licences.transfer(id, accountId)
    await stores.events.add(id, { type: 'licence.changed', object: id, at })
  })

interface Handing {
  account: Account
  accepted: string[]
  at: string
}

const hand = async (stores: BillingStores, right: Right, { account, accepted, at }: Handing) => {
  if (right.kind !== 'recurring') return changeRight(stores, right, { accountId: account.id }, at)
  const isOwing = (await owedFor(stores, right)) !== undefined
  if (accepted.includes(right.addon) && mayGoTo(account, right, { isOwing, at }))
    return changeRight(stores, right, { accountId: account.id }, at)
  if (!isOwing && right.paidUntil !== null && right.paidUntil > at)
    return changeRight(stores, right, { endsAt: right.paidUntil, newNet: null, newNetFrom: null }, at)
  return endUnpaid(stores, right, at)
}

/** Whether a subscription can go on under another account: paid so far, and in the currency of its invoices. */
export const mayGoTo = (
  { currency }: Pick<Account, 'currency'>,
  right: Right,
  { isOwing, at }: { isOwing: boolean; at: string },
) =>
  right.state === 'active' &&
  right.currency === currency &&
  right.endsAt === null &&
  !isOwing &&
  (right.paidUntil ?? '') > at

// what the former owner has not paid nobody pays any more
const endUnpaid = async (stores: BillingStores, right: Right, at: string) => {
  for (const invoice of await stores.invoices.openOf(right.id)) await voidOpen(stores, invoice, at)
  return changeRight(stores, right, ended('transferred', at, right.usableUntil ?? at), at)
}

const withdrawOrders = async (stores: BillingStores, licenceId: string, at: string) => {
  for (const order of await stores.orders.open(licenceId)) {
    const invoice = order.invoiceId === null ? undefined : await stores.invoices.find(order.invoiceId)
    const isVoid = invoice && (await voidOpen(stores, invoice, at))
    if (isVoid) await changeOrder(stores, order, { state: 'void' }, at)
  }
}
