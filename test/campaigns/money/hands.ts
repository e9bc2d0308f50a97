import { cardNumbers, type CardName } from '../../../client-area/test/books.ts'
import { actorOf } from '../../../marketplace/activity.ts'
import type { Order, Placing } from '../../../marketplace/purchases.ts'
import { spender } from '../../support/paying.ts'
import type { World } from './bench.ts'
import type { Confirmed, Presses } from './books-hold.ts'
import { licenceIn } from './truth.ts'
import type { Sold } from './panel-holds.ts'

type Services = World['desk']['services']

export const pick = <T>(list: readonly T[], n: number): T | undefined => list[n % Math.max(1, list.length)]

/** What somebody at the panel does, without a browser; what began a purchase is written down. */
export const handsAt = (world: World, presses: Presses) => {
  const { desk } = world
  const listed = async (slug: string, services: Services = desk.services) => {
    const addon = await services.addons.find(slug)
    if (!addon) throw new Error(`${slug} is not listed`)
    return addon
  }
  const wrote = (placing: Placing, slug: string, { cycle, amount, currency }: Order) => {
    if (placing.kind === 'started')
      presses.set(placing.operation.id, { addon: slug, cycle, amount, currency })
    return placing
  }
  const press = async (slug: Sold, order: Order, services: Services = desk.services) =>
    wrote(await services.purchases.place(await listed(slug, services), order, spender), slug, order)

  const ended = async (begun: object) => {
    const operation = 'operation' in begun ? (begun.operation as { id: string }) : undefined
    return operation && desk.services.operations.ended(operation.id, 30_000)
  }
  return {
    /** the forms on the page now, one a cycle */
    async forms(slug: Sold): Promise<(Order & Confirmed)[]> {
      const pricing = await desk.services.purchases.price(await listed(slug), '1.0.0')
      if (pricing.kind !== 'quoted') return []
      return pricing.quoted.quotes.map(({ id, cycle, total, currency }) => ({
        addon: slug,
        attempt: id,
        cycle,
        amount: String(total),
        currency,
      }))
    },
    press,
    ended,
    cancel: (slug: Sold, services: Services = desk.services) => services.entitlements.cancel(slug, spender),
    check: (slug: Sold, services: Services = desk.services) =>
      services.purchases.check(slug, actorOf(spender)),
    withdraw: (slug: Sold, services: Services = desk.services) =>
      services.purchases.withdraw(slug, actorOf(spender)),
    install: async (slug: Sold) => desk.services.install(await listed(slug), spender),
    uninstall: (slug: Sold) => desk.services.manage.uninstall(slug, 'delete', actorOf(spender)),
    activate: (slug: Sold) => desk.services.manage.activate(slug, actorOf(spender)),
  }
}
export type Hands = ReturnType<typeof handsAt>

/** A new card of olive's, charged from now on. */
export const useCard = async ({ vendor, accountId }: World, name: CardName) => {
  const { desk } = vendor.billing
  const typed = { number: cardNumbers[name], expires: '12/2060' }
  const added = await desk.addCard(accountId, typed)
  if (added.kind === 'wrong') throw new Error(added.why)
  await desk.makeDefault(accountId, added.card.id)
  return added.card
}

export const chargesIn = async ({ vendor }: World) =>
  (await vendor.billing.office.ledger()).filter(({ kind }) => kind === 'charge').length

/** Ends a subscription as its owner does in the client area. */
export const endAtVendor = async (world: World, slug: Sold) => {
  const rights = await world.vendor.billing.marketplace.entitlements(await licenceIn(world))
  for (const { id, addon, state } of rights)
    if (addon === slug && state !== 'ended') await world.vendor.billing.desk.endSubscription(id, 'olive')
}
