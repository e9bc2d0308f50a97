import type { Order } from '../records.ts'
import type { BillingStores } from '../stores.ts'

/** Stores a changed order and tells its help desk; nothing happens where nothing changes. */
export const changeOrder = async (
  stores: BillingStores,
  order: Order,
  change: Partial<Pick<Order, 'state' | 'invoiceId' | 'entitlementId'>>,
  at: string,
): Promise<Order> => {
  const changed = { ...order, ...change, changedAt: at }
  if (changed.state === order.state && changed.entitlementId === order.entitlementId) return order
  await stores.orders.put(changed)
  await tellOfOrder(stores, changed, at)
  return changed
}

export const tellOfOrder = ({ events }: BillingStores, { reference, licenceId }: Order, at: string) =>
  events.add(licenceId, { type: 'purchase.changed', object: reference, at })
