import { entitles } from '../../../marketplace/entitlements.ts'
import { isUnclear } from '../../../marketplace/purchases.ts'
import type { World } from './bench.ts'
import { isLive, type Truth } from './truth.ts'

export const sold = ['japanese', 'plain-english'] as const
export type Sold = (typeof sold)[number]

/** What the panel's own stores have wrong, held against the vendor's books: M3 to M7. */
export const wrongInPanel = async (world: World, truth: Truth): Promise<string[]> => [
  ...(await wrongPurchases(world, truth)),
  ...(await wrongRights(world, truth)),
  ...(await Promise.all(sold.map(addon => wrongSwitch(world, truth, addon)))).flat(),
]

const wrongPurchases = async ({ desk, vendor, licenceId }: World, { open }: Truth) => {
  const { purchases } = (await desk.services.purchases.list(1)) ?? { purchases: [] }
  const wrong: string[] = []
  for (const purchase of purchases) {
    const { reference, state } = purchase
    const order = await vendor.stores.billing.stores.orders.find(licenceId, reference)
    if (isUnclear(purchase)) wrong.push(`M3: ${reference} is still ${state} at rest`)
    else if (order ? order.state !== state : !['not sent', 'withdrawn'].includes(state))
      wrong.push(`M3: ${reference} is ${state} here and ${order?.state ?? 'unknown'} at the vendor`)
  }
  const rows = new Map(purchases.map(one => [one.reference, one]))
  for (const { reference, state, addon } of open)
    if (rows.get(reference)?.state !== state)
      wrong.push(
        `M5: the order of ${addon} is ${state}, here it is ${rows.get(reference)?.state ?? 'unknown'}`,
      )
  return wrong
}

const wrongRights = async ({ desk }: World, { rights }: Truth) => {
  const held = new Map((await desk.services.entitlements.all()).map(one => [one.id, one]))
  return rights.flatMap(({ id, addon, state, revision }) => {
    const here = held.get(id)
    return here?.state === state && here.revision === revision
      ? []
      : [`M3: the right to ${addon} is ${state}, here it is ${here?.state ?? 'unknown'}`]
  })
}

const wrongSwitch = async ({ desk }: World, { rights }: Truth, addon: Sold) => {
  const { services } = desk
  const [installation, cancellation] = [
    await services.installations.find(addon),
    await services.entitlements.cancellationFor(addon),
  ]
  const own = rights.filter(one => one.addon === addon)
  const live = own.find(isLive)
  const mayRun = own.some(right => entitles(right, services.now()))
  const ended = own.find(({ id }) => id === cancellation?.entitlement)
  const isStopped = !ended || !isLive(ended) || ended.endsAt !== null
  return [
    installation?.active && !mayRun ? `M7: ${addon} runs without a right` : '',
    live && !installation?.active && cancellation?.state === 'done' && cancellation.entitlement === live.id
      ? `M7: ${addon} is off and billed`
      : '',
    cancellation?.state === 'done' && !isStopped ? `M6: ${addon} is called cancelled, and is billed` : '',
    cancellation && ['asked', 'unknown'].includes(cancellation.state)
      ? `M6: the cancellation of ${addon} is still ${cancellation.state} at rest`
      : '',
  ].filter(Boolean)
}
