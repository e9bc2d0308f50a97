import { isOpen as isOpenCancellation } from '../../marketplace/offer/get.ts'
import type { Operation } from '../../marketplace/operations.ts'
import { saidOf } from '../purchases/said.ts'
import type { MoneyVerbs } from '../services.ts'

/** What an ended operation left open at the client area, in words; the add-on's page shows how that stands. */
export const leftOpen = async (
  { state, addon, name, input }: Operation,
  { purchases, entitlements }: MoneyVerbs,
) => {
  const reference = input['reference']
  if (state !== 'failed' || !reference) return null
  const purchase = await purchases.openFor(addon)
  if (purchase?.reference === reference) return saidOf('purchases.open.title', purchase)
  const cancellation = (await entitlements.cancellationFor(addon)) ?? null
  return isOpenCancellation(cancellation) && cancellation.reference === reference
    ? { key: 'cancellations.unknown', values: { name } }
    : null
}

/** The purchase that an operation charged for, once it is paid. */
export const receiptOf = async ({ addon, input }: Operation, { purchases }: MoneyVerbs) => {
  const latest = await purchases.latestFor(addon)
  return latest?.state === 'paid' && latest.reference === input['reference'] ? latest : null
}
