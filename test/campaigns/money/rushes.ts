import type { Order } from '../../../marketplace/purchases.ts'
import type { World } from './bench.ts'
import { type Hands, useCard } from './hands.ts'
import type { Sold } from './panel-holds.ts'

export const addon: Sold = 'japanese'

type Services = World['desk']['services']
export interface Crowd {
  world: World
  hands: Hands
  panels: Services[]
  forms: Order[]
  presses: number
}

/** What is pressed by very many at the same moment, and what has to come of it. */
export interface Rush {
  name: string
  before?: (crowd: Crowd) => Promise<unknown>
  /** one press, by the how manieth */
  press: (crowd: Crowd, n: number, services: Services) => Promise<unknown>
  charges: (n: number) => boolean
  rights: (n: number) => boolean
}

const exactlyOne = (n: number) => n === 1
const none = (n: number) => n === 0
const atMostOne = (n: number) => n <= 1

const declined = ({ world }: Crowd) => useCard(world, 'declined')
const buy = async ({ hands, forms: [form] }: Crowd) => form && hands.ended(await hands.press(addon, form))
const purchase = async ({ hands, forms }: Crowd, n: number, services: Services) => {
  const form = forms[n % forms.length]
  return form && hands.press(addon, form, services)
}

export const rushes: Rush[] = [
  {
    name: 'one button',
    press: ({ hands, forms: [form] }, _n, services) =>
      form ? hands.press(addon, form, services) : Promise.resolve(),
    charges: exactlyOne,
    rights: exactlyOne,
  },
  { name: 'the buttons of two cycles', press: purchase, charges: exactlyOne, rights: exactlyOne },
  {
    name: 'Purchase and Cancel',
    press: (crowd, n, services) =>
      n % 3 === 2 ? crowd.hands.cancel(addon, services) : purchase(crowd, n, services),
    charges: exactlyOne,
    rights: atMostOne,
  },
  {
    name: 'Cancel',
    before: buy,
    press: ({ hands }, _n, services) => hands.cancel(addon, services),
    charges: exactlyOne,
    rights: none,
  },
  {
    name: 'Purchase while a card is declined, and Withdraw this order',
    before: declined,
    press: (crowd, n, services) =>
      n % 3 === 2 ? crowd.hands.withdraw(addon, services) : purchase(crowd, n, services),
    charges: none,
    rights: none,
  },
  {
    name: 'Pay in the client area, Check payment and Withdraw this order',
    before: async crowd => {
      await declined(crowd)
      await buy(crowd)
      await useCard(crowd.world, 'pays')
    },
    press: async ({ hands, world }, n, services) => {
      if (n % 3 === 0) return payByHand(world)
      return n % 3 === 1 ? hands.withdraw(addon, services) : hands.check(addon, services)
    },
    charges: atMostOne,
    rights: atMostOne,
  },
]

const payByHand = async ({ vendor, licenceId, accountId }: World) => {
  const [invoice] = await vendor.stores.billing.stores.invoices.ofLicence(licenceId)
  const card = (await vendor.billing.desk.cards(accountId)).find(({ isDefault }) => isDefault)
  return vendor.billing.desk.pay(invoice?.number ?? '', card?.id ?? '')
}
