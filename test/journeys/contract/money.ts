import type { Desk } from './desk.ts'
import { press, type Swap } from './swap.ts'

const japanese = async () => '/addons/japanese'
const cancelCall = /^POST \/api\/v1\/entitlements\/[^/]+\/cancellation$/

/** Buying, paying, cancelling. */
export const money: Swap[] = [
  {
    of: ['purchases/_buy.njk', 'paths.purchase(addon.slug)'],
    does: 'Add-on: buys with a card that is declined',
    begin: async desk => {
      await desk.payWith('4000000000000002')
      return '/addons/japanese'
    },
    act: press(/^Purchase, monthly/),
    heading: 'Japanese',
    says: ['Payment due'],
    focus: 'heading',
  },
  {
    of: ['purchases/_open.njk', 'paths.paymentCheck(addon.slug)'],
    does: 'Add-on: asks whether it is paid',
    begin: japanese,
    act: press('Check payment'),
    heading: 'Japanese',
    says: ['The invoice for Japanese is not paid yet.'],
    focus: 'where it was',
  },
  {
    of: ['purchases/_open.njk', 'paths.orderWithdrawal(addon.slug)'],
    does: 'Add-on: withdraws the order',
    begin: japanese,
    act: press('Withdraw this order'),
    heading: 'Japanese',
    says: [/is withdrawn/],
    focus: 'heading',
  },
  {
    of: ['purchases/_open.njk', 'paths.withQuery(paths.addon(addon.slug), { purchase: purchase.reference })'],
    does: 'Add-on: a payment under way has ended meanwhile',
    begin: async desk => {
      await desk.payWith('4000000000000077')
      await desk.press('japanese', await desk.button('japanese', 'monthly'))
      return '/addons/japanese'
    },
    at: 'form[action$=payment-check] button',
    act: (_page, { area }) => area.billing.office.bill(new Date()),
    heading: 'Japanese',
    says: ['Japanese is paid. You can install it now.'],
    focus: 'heading',
    after: 5_000,
  },
  {
    of: ['purchases/index.njk', 'paths.installation(one.addon)'],
    does: 'Purchases: installs what is paid',
    begin: desk => {
      desk.hold()
      return '/purchases'
    },
    act: press('Install Japanese'),
    heading: 'Installing Japanese',
    says: [],
    title: /^Installing Japanese/,
    focus: 'heading',
  },
  {
    of: ['cancellations/_notice.njk', 'paths.addon(addon.slug)'],
    does: 'Add-on: a cancellation without an answer has got one meanwhile',
    begin: async desk => {
      await restOf(desk)
      desk.area.failWith(cancelCall, res => void res.destroy())
      const pressed = await desk.services.entitlements.cancel('japanese', viewer)
      if (pressed.kind !== 'refused') await desk.services.operations.ended(pressed.operation.id, 20_000)
      return '/addons/japanese'
    },
    at: '.offer a[href*="#japanese"]',
    act: async (_page, { area, services }) => {
      area.recover()
      await services.entitlements.sync()
    },
    heading: 'Japanese',
    says: [],
    focus: 'where it was',
    after: 5_000,
  },
  {
    of: ['cancellations/_cancel.njk', 'paths.cancellation(addon.slug)'],
    does: 'Add-on: cancels',
    begin: japanese,
    act: press('Cancel Japanese now'),
    heading: 'Japanese is cancelled',
    says: ['Japanese is cancelled'],
    title: /^Japanese is cancelled/,
    focus: 'heading',
  },
]

const viewer = { id: 'ada', name: 'Ada', permissions: new Set(['addons', 'addons.spend'] as const) }

const restOf = async (desk: Desk) => {
  desk.release()
  const { services } = desk
  const running = await services.operations.latestFor('japanese')
  if (running) await services.operations.ended(running.id, 20_000)
}
