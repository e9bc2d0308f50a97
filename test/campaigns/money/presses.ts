import type { Order } from '../../../marketplace/purchases.ts'
import type { Bench, World } from './bench.ts'
import type { Presses } from './books-hold.ts'
import { chargesIn, type Hands, handsAt, useCard } from './hands.ts'
import type { Sold } from './panel-holds.ts'
import { panelEnvironment, processesOf } from './processes.ts'
import { allEnded, atRest, pressedElsewhere } from './rest.ts'
import { count, countMoney, keep, newTally, type Tally } from './tally.ts'
import { isLive, truthOf } from './truth.ts'

const addon: Sold = 'japanese'

type Services = World['desk']['services']
interface Crowd {
  world: World
  hands: Hands
  panels: Services[]
  forms: Order[]
  presses: number
}

/** What is pressed by very many at the same moment, and what has to come of it. */
interface Rush {
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

const rushes: Rush[] = [
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

/** So many presses at once, through two panels over one database, of each sort. */
export const rushAll = async (bench: Bench, presses: number): Promise<Tally> => {
  const tally = newTally()
  for (const rush of rushes) await tryRush(bench, rush, presses, tally)
  return tally
}

const tryRush = async (bench: Bench, rush: Rush, presses: number, tally: Tally) => {
  const world = await bench.fresh()
  const known: Presses = new Map()
  const hands = handsAt(world, known)
  const panels = [world.desk.services, await world.desk.another()]
  const crowd = { world, hands, panels, forms: await hands.forms(addon), presses }
  await rush.before?.(crowd)
  await Promise.all(
    Array.from({ length: presses }, (_, n) => rush.press(crowd, n, panels[n % 2] ?? world.desk.services)),
  )
  await allEnded(world)
  const held = await atRest(world, known)
  const [charges, rights] = [await chargesIn(world), (await truthOf(world)).rights.filter(isLive).length]
  if (!rush.charges(charges)) held.violations.push(`M1: ${charges} charges`)
  if (!rush.rights(rights)) held.violations.push(`M4: ${rights} rights`)
  keep(tally, `${rush.name}, ${bench.engine}`, held)
  count(tally, rush.name, presses)
  tally.presses += presses
  await countMoney(tally, world, known)
  await world.close()
}

/** The same button, pressed by two processes so many times each. */
export const rushProcesses = async (bench: Bench, presses: number): Promise<Tally> => {
  const tally = newTally()
  const world = await bench.fresh()
  const known: Presses = new Map()
  const [form] = await handsAt(world, known).forms(addon)
  if (!form) throw new Error(`There is no price of ${addon}`)
  pressedElsewhere(known, form)
  const pool = processesOf('panel-process', panelEnvironment(world))
  const both = [pool.take(), pool.take()]
  const said = await Promise.all(
    both.map(one => one.tell({ do: 'press', addon, order: form, times: presses, diesAt: 0 })),
  )
  for (const one of both) await one.end()
  await pool.close()
  const held = await atRest(world, known)
  for (const [n, one] of both.entries())
    if (!said[n]) held.violations.push(`a panel process ended by itself: ${(await one.ended).why}`)
  const charges = await chargesIn(world)
  if (charges !== 1) held.violations.push(`M1: ${charges} charges`)
  keep(tally, `one button, two processes, ${bench.engine}`, held)
  count(tally, 'one button, two processes', 2 * presses)
  tally.presses += 2 * presses
  await countMoney(tally, world, known)
  await world.close()
  return tally
}
