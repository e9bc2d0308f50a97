import type { World } from './bench.ts'
import { day } from './clocks.ts'
import { pick, useCard } from './hands.ts'
import type { Step } from './steps.ts'
import { isLive, truthOf } from './truth.ts'

/** What olive and the vendor do in the client area; it is started for that if it does not run. */
export const vendorActs = (world: World) => {
  const { vendor, clocks, accountId, licenceId } = world
  const invoice = async (which: number, ...states: string[]) => {
    const { invoices } = await truthOf(world)
    return pick(
      invoices.filter(({ state }) => states.includes(state)),
      which,
    )
  }
  const number = async (which: number, ...states: string[]) =>
    (await invoice(which, ...states))?.number ?? 'INV-0'

  return {
    async cancel(which: number) {
      const live = (await truthOf(world)).rights.filter(isLive)
      return vendor.billing.desk.endSubscription(pick(live, which)?.id ?? '', 'olive')
    },
    async payByHand(which: number) {
      const card = pick(await vendor.billing.desk.cards(accountId), which)
      return vendor.billing.desk.pay(await number(which, 'open', 'processing'), card?.id ?? '')
    },
    answerTheBank: async (which: number, agrees: boolean) =>
      vendor.billing.desk.confirm(await number(which, 'open', 'processing'), agrees),
    async refund(which: number, percent: number) {
      const paid = await invoice(which, 'paid')
      const part = percent === 100 ? undefined : Math.ceil(((paid?.total ?? 0) * percent) / 100)
      return vendor.billing.office.refund(paid?.number ?? 'INV-0', part)
    },
    voids: async (which: number) => vendor.billing.office.voidInvoice(await number(which, 'open', 'paid')),
    markPaid: async (which: number) =>
      vendor.billing.office.markPaid(await number(which, 'open', 'processing')),
    useCard: (card: Extract<Step, { do: 'use card' }>['card']) => useCard(world, card),
    bill(days: number) {
      for (const clock of Object.values(clocks)) clock.jump(days * day)
      return vendor.billing.office.bill(clocks.area.now())
    },
    newPrice: (amount: number) =>
      vendor.stores.billing.stores.products.setPrice({
        addon: 'japanese',
        cycle: 'monthly',
        currency: 'USD',
        amount,
        from: clocks.area.now().toISOString(),
      }),
    suspend: (isSuspended: boolean) =>
      vendor.stores.licences.suspend(licenceId, isSuspended ? clocks.area.now() : undefined),
    async revokeTheLogin() {
      for (const kind of ['AccessToken', 'RefreshToken', 'Grant']) await vendor.stores.issued.removeAll(kind)
    },
  }
}
