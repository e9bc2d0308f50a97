import { connectAs } from '../../support/paying.ts'
import type { World } from './bench.ts'
import { type Confirmed, type Presses, wrongInBooks } from './books-hold.ts'
import { allArrived } from './late.ts'
import { wrongOnPages } from './pages-hold.ts'
import { wrongInPanel } from './panel-holds.ts'
import { truthOf } from './truth.ts'

/** Everything that does not hold now, in words. */
export const violationsIn = async (world: World, presses: Presses): Promise<string[]> => {
  const truth = await truthOf(world)
  return [
    ...(await wrongInBooks(world, truth, presses)),
    ...(await wrongInPanel(world, truth)),
    ...(await wrongOnPages(world, truth)),
    ...world.desk.troubles.map(words => `unexpected: ${words}`),
  ]
}

/** Every fault is over, both programs run, and their clocks agree; only then it is asked what holds. */
export const calm = async (world: World) => {
  const { vendor, desk, clocks } = world
  await allArrived()
  vendor.between.recover()
  await vendor.between.listen().catch(() => {})
  await vendor.open()
  clocks.panel.set(clocks.area.ahead())
  await desk.open()
  await renewCatalogue(world)
  // what the client area does each minute
  await vendor.billing.office.recover()
}

/** What happens by itself within two polls of a panel that waits for something; then what is wrong all the same. */
export const atRest = async (world: World, presses: Presses, pollsAtMost = 2) => {
  await calm(world)
  for (let polls = 1; ; polls++) {
    await allEnded(world)
    await reconnect(world)
    const synced = await world.desk.services.entitlements.sync()
    await allEnded(world)
    await learn(world, presses)
    const violations = await violationsIn(world, presses)
    if (synced.kind !== 'synced') violations.push(`the panel can't follow the client area: ${synced.kind}`)
    if (violations.length === 0 || polls >= pollsAtMost) return { polls, violations }
  }
}

export const allEnded = async ({ desk }: World) => {
  for (const { id } of await desk.services.operations.openAll())
    await desk.services.operations.ended(id, 30_000)
}

const words = ({ addon, cycle, amount, currency }: Confirmed) => `${addon} ${cycle} ${amount} ${currency}`

/** Somebody presses in another process, and does not tell under which reference. */
export const pressedElsewhere = (presses: Presses, { addon, cycle, amount, currency }: Confirmed) =>
  void presses.set(words({ addon, cycle, amount, currency }), { addon, cycle, amount, currency })

/** What was pressed elsewhere without beginning anything. */
export const forgetUnnamed = (presses: Presses) => {
  for (const key of presses.keys()) if (key.includes(' ')) presses.delete(key)
}

/** A purchase that began elsewhere is known by its row: it has to be one of what was pressed there. */
export const learn = async ({ desk }: World, presses: Presses) => {
  const { purchases } = await desk.services.purchases.list(1)
  for (const { reference, addon, cycle, total, currency, quote } of purchases) {
    const confirmed = { addon, cycle, amount: String(total), currency }
    if (!presses.has(reference) && quote !== '' && presses.delete(words(confirmed)))
      presses.set(reference, confirmed)
  }
}

const renewCatalogue = async ({ shop, clocks, desk }: World) => {
  if (clocks.area.ahead() === 0) return
  await shop.sign(clocks.area.now())
  await desk.services.refreshCatalogue()
}

// somebody logs in again; the client area's login runs by the real clock
const reconnect = async ({ desk, vendor, clocks, settings }: World) => {
  await desk.services.connection.check()
  if (await desk.services.connection.current()) return
  const ahead = clocks.panel.ahead()
  clocks.panel.set(0)
  await connectAs('olive', desk, { url: vendor.url, settings })
  clocks.panel.set(ahead)
}
