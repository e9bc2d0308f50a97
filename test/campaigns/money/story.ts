import type { World } from './bench.ts'
import type { Presses } from './books-hold.ts'
import { day } from './clocks.ts'
import { endAtVendor, handsAt, useCard } from './hands.ts'
import { type Sold, sold } from './panel-holds.ts'
import { truthOf } from './truth.ts'

const addon: Sold = 'japanese'

/** A month is ordered with a card that is declined, paid by hand and installed; the rest happens at the vendor's. */
export const chapters = (world: World, presses: Presses): (() => Promise<unknown>)[] => {
  const { vendor, clocks, licenceId } = world
  const hands = handsAt(world, presses)
  const number = async (state: string) =>
    (await truthOf(world)).invoices.find(one => one.state === state)?.number ?? 'INV-0'
  const payByHand = async () => {
    const card = await useCard(world, 'pays')
    return vendor.billing.desk.pay(await number('open'), card.id)
  }
  return [
    async () => {
      await useCard(world, 'declined')
      const form = (await hands.forms(addon)).find(({ cycle }) => cycle === 'monthly')
      return form && hands.ended(await hands.press(addon, form))
    },
    payByHand,
    async () => {
      await hands.check(addon)
      return hands.ended(await hands.install(addon))
    },
    // given back in part: nothing changes
    async () => vendor.billing.office.refund(await number('paid'), 150),
    // a month later the renewal is declined
    async () => {
      await useCard(world, 'declined')
      for (const clock of Object.values(clocks)) clock.jump(31 * day)
      return vendor.billing.office.bill(clocks.area.now())
    },
    payByHand,
    async () => {
      await vendor.stores.licences.suspend(licenceId, clocks.area.now())
      return vendor.stores.licences.suspend(licenceId, undefined)
    },
    () => endAtVendor(world, addon),
    async () => vendor.billing.office.refund(await number('paid')),
  ]
}
/** Of these, those by which the add-on is on the help desk. */
export const untilInstalled = 3

/** All that the panel knows and shows at the end, whoever told it and in which order. */
export const endOf = async ({ desk }: World) => {
  const { services } = desk
  const { purchases } = await services.purchases.list(1)
  const rights = (await services.entitlements.all()).map(({ addon: slug, state, endedBecause, revision }) => [
    slug,
    state,
    endedBecause,
    revision,
  ])
  const shown = await Promise.all(
    sold.map(async slug => ({
      slug,
      active: (await services.installations.find(slug))?.active ?? null,
      cancellation: (await services.entitlements.cancellationFor(slug))?.state ?? null,
    })),
  )
  return JSON.stringify({ purchases: purchases.map(({ state, total }) => [state, total]), rights, shown })
}
