import type { WithdrawalReply } from '../../../contracts/marketplace-api.ts'
import type { Licence } from '../../accounts/licences.ts'
import type { Order } from '../records.ts'
import type { BillingStores } from '../stores.ts'
import type { Ground } from './ground.ts'
import { changeOrder } from './ordering.ts'
import { viewsIn } from './views.ts'
import { voidOpen } from './voiding.ts'

/**
 * Takes a purchase back that was not paid, and voids its invoice. A reference that never arrived can't buy from now on,
 * even if its request is still on the way. What is paid, or about to be, stays as it is.
 */
export const withdraw = async (
  ground: Ground,
  { id }: Licence,
  reference: string,
): Promise<WithdrawalReply> => {
  const at = ground.now().toISOString()
  const order = await ground.atomically(async stores => {
    const licence = await stores.licences.hold(id)
    const known = await stores.orders.find(id, reference)
    if (known && known.accountId === licence?.accountId) return takeBack(stores, known, at)
    if (!known) await stores.orders.forbid(id, reference, at)
    return undefined
  })
  if (!order) return { reference, state: 'withdrawn', arrived: false }
  return viewsIn(ground.stores, ground.settings).purchase(order)
}

const takeBack = async (stores: BillingStores, order: Order, at: string) => {
  const isUnpaid = order.state === 'payment due' || order.state === 'action required'
  const invoice = order.invoiceId === null ? undefined : await stores.invoices.find(order.invoiceId)
  if (!isUnpaid || !invoice || !(await voidOpen(stores, invoice, at))) return order
  return changeOrder(stores, order, { state: 'withdrawn' }, at)
}
