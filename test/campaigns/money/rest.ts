import { connectAs } from '../../support/paying.ts'
import type { World } from './bench.ts'
import { type Presses, wrongInBooks } from './books-hold.ts'
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
  vendor.between.recover()
  await vendor.between.listen().catch(() => {})
  await vendor.open()
  clocks.panel.set(clocks.area.ahead())
  await desk.open()
  await renewCatalogue(world)
  await reconnect(world)
  // what the client area does each minute
  await vendor.billing.office.recover()
}

/** What happens by itself within two polls of a panel that waits for something; then what is wrong all the same. */
export const atRest = async (world: World, presses: Presses, pollsAtMost = 2) => {
  await calm(world)
  for (let polls = 1; ; polls++) {
    await allEnded(world)
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

/** A purchase that a killed process began is known by its row only: it has to be one of what was pressed. */
export const learn = async ({ desk }: World, presses: Presses) => {
  const { purchases } = await desk.services.purchases.list(1)
  for (const { reference, addon, cycle, total, currency, quote } of purchases)
    if (!presses.has(reference) && quote !== '' && unnamed(presses, `${addon} ${cycle} ${total} ${currency}`))
      presses.set(reference, { addon, cycle, amount: String(total), currency })
}

// what was pressed without anybody seeing a reference stands under its words
const unnamed = (presses: Presses, words: string) => presses.delete(words)

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
