import type { Actor } from '../activity.ts'
import type { ChargeStore } from '../charges.ts'
import type { PaymentCheck, Purchase, Purchases } from '../purchases.ts'
import { check, withdraw } from './checking.ts'
import { type FollowNeeds, followPurchases } from './following.ts'
import { type PlacingNeeds, place } from './placing.ts'
import { obstacle } from './preflight.ts'
import { type Prices, pricing, type PriceNeeds } from './pricing.ts'
import { visiting } from './visiting.ts'
import { priceWords } from './words.ts'

export type PurchaseNeeds = Omit<PlacingNeeds, 'prices'> &
  FollowNeeds &
  PriceNeeds & { charges: Pick<ChargeStore, 'since'> }

/** Buying and paying, and `follow`, which asks the client area about everything open. */
export const purchasesWith = (needs: PurchaseNeeds): Purchases & { follow: () => Promise<boolean> } => {
  const { purchases } = needs
  const prices: Prices = pricing(needs)
  const forPages = { ...needs, archives: lately(needs) }

  // one of another licence does not concern this one
  const openHere = async (addon: string) =>
    purchases.openFor(addon, (await needs.connection.current())?.licence.id)

  return {
    price: (addon, version) => prices.price(addon.slug, version),
    obstacle: addon => obstacle(forPages, addon),
    place: (addon, order, viewer) => place({ ...needs, prices }, addon, order, viewer),
    visit: visiting(needs),
    check: (addon, actor) => pressed(needs, addon, actor, 'addon.payment-check', check),
    withdraw: (addon, actor) => pressed(needs, addon, actor, 'addon.order-withdrawal', withdraw),
    openFor: openHere,
    openAll: () => purchases.openAll(),
    latestFor: addon => purchases.latestFor(addon),
    list: page => purchases.list(page),
    charges: since => needs.charges.since(since),
    follow: () => followPurchases(needs),
  }
}

const shortly = 20_000

/** A page that is looked at often does not ask the catalogue each time. */
const lately = ({ archives, now }: PurchaseNeeds): PurchaseNeeds['archives'] => {
  const known = new Map<string, { asking: Promise<void>; at: number }>()
  return {
    room: bytes => archives.room(bytes),
    state: placed => archives.state(placed),
    reachable(addon, release) {
      const [at, path] = [now().getTime(), release.release.path]
      const before = known.get(path)
      if (before && Math.abs(at - before.at) < shortly) return before.asking
      const asking = archives.reachable(addon, release)
      asking.catch(() => {})
      known.set(path, { asking, at })
      return asking
    },
  }
}

/** Somebody pressed a button about the open purchase: that is recorded, with what came of it. */
const pressed = async (
  needs: PurchaseNeeds,
  addon: string,
  actor: Actor,
  act: string,
  work: typeof check,
): Promise<PaymentCheck> => {
  const purchase = await needs.purchases.openFor(addon)
  if (!purchase) return { kind: 'nothing open' }
  const outcome = await work(needs, purchase, actor)
  await needs.atomically(({ record }) => record({ ...actor, act, addon, ...lineOf(purchase, outcome) }))
  return outcome
}

const lineOf = (purchase: Purchase, outcome: PaymentCheck) => ({
  result: outcome.kind === 'checked' ? ('done' as const) : ('failed' as const),
  reference: purchase.reference,
  detail: `${priceWords(purchase)}, ${outcome.kind === 'checked' ? outcome.purchase.state : outcome.kind}`,
})
