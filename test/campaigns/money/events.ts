import fc from 'fast-check'
import type { EventFeed, MarketplaceEvent } from '../../../contracts/marketplace-api.ts'
import { type Fault, send } from '../../support/tampering.ts'
import type { Bench, World } from './bench.ts'
import type { Presses } from './books-hold.ts'
import { calls } from './calls.ts'
import { deliver, type Way, ways } from './deliveries.ts'
import { allEnded, atRest } from './rest.ts'
import { chapters, endOf, untilInstalled } from './story.ts'
import { count, countMoney, keep, newTally, type Tally } from './tally.ts'

/** All orders of a list. */
export const permutations = <T>(list: readonly T[]): T[][] =>
  list.length < 2
    ? [[...list]]
    : list.flatMap((first, at) => permutations(list.toSpliced(at, 1)).map(rest => [first, ...rest]))

/**
 * Webhooks of a purchase, its refund and its end in every order, through the feed and by signed deliveries; and in random
 * orders while all that happens: dropped, doubled, replayed, forged. The end is always the same.
 */
export const orderEvents = async (
  bench: Bench,
  { orders, interleavings, seed }: { orders: number; interleavings: number; seed: number },
): Promise<Tally> => {
  const tally = newTally()
  const end = await everyOrder(bench, orders, seed, tally)
  const plans = fc.sample(plan, { numRuns: interleavings, seed })
  for (const one of plans) await interleaved(bench, one, end, tally)
  return tally
}

const everyOrder = async (bench: Bench, most: number, seed: number, tally: Tally) => {
  const world = await bench.fresh()
  const presses: Presses = new Map()
  const all = chapters(world, presses)
  for (const chapter of all.slice(0, untilInstalled)) await chapter()
  await world.desk.copyTo(world.copyName())
  for (const chapter of all.slice(untilInstalled)) await chapter()
  const events = distinct(await eventsOf(world))
  const inOrder = await endAfter(world, presses, events, tally, 'in order')

  for (const order of sampleOf(permutations(events), most, seed)) {
    await world.restore(world.copyName())
    const name = order.map(({ type, object }) => `${type} ${object.slice(0, 8)}`).join(', ')
    const end = await endAfter(world, presses, order, tally, name)
    if (end !== inOrder) tally.violations.push(`${name}: ends otherwise: ${end}, not ${inOrder}`)
  }
  await countMoney(tally, world, presses)
  await world.close()
  return inOrder
}

const sampleOf = <T>(all: T[], most: number, seed: number) => {
  const length = Math.min(most, all.length)
  const [chosen = []] = fc.sample(fc.shuffledSubarray(all, { minLength: length, maxLength: length }), {
    numRuns: 1,
    seed,
  })
  return chosen
}

/** Delivers them signed, in that order, with forged ones between; the feed tells them in that order, some twice. */
const endAfter = async (
  world: World,
  presses: Presses,
  order: MarketplaceEvent[],
  tally: Tally,
  name: string,
) => {
  world.vendor.between.failWith(calls.feed, told(order))
  for (const [n, event] of order.entries())
    await deliver(world, event, ways[n % ways.length] ?? 'in time', tally, name)
  await world.desk.services.entitlements.sync()
  const held = await atRest(world, presses)
  keep(tally, name, held)
  count(tally, 'orders')
  return endOf(world)
}

// the genuine cursor, and the events as somebody else would order them, the first one twice
const told =
  (events: MarketplaceEvent[]): Fault =>
  async (res, effect) => {
    const reply = await effect()
    const feed = reply.status === 200 ? (JSON.parse(reply.body) as EventFeed) : undefined
    const doubled = [...events, ...events.slice(0, 1)]
    send(res, feed ? { ...reply, body: JSON.stringify({ ...feed, events: doubled }) } : reply)
  }

const plan = fc.record({
  /** after which chapter the panel looks by itself */
  looks: fc.array(fc.boolean(), { minLength: 9, maxLength: 9 }),
  arrivals: fc.array(fc.record({ way: fc.constantFrom(...ways), late: fc.nat({ max: 4 }) }), {
    minLength: 12,
    maxLength: 12,
  }),
})
type Plan = ReturnType<(typeof plan)['generate']>['value']

/** What happens and what is told of it, side by side: each event comes when the plan says, if at all. */
const interleaved = async (bench: Bench, { looks, arrivals }: Plan, end: string, tally: Tally) => {
  const world = await bench.fresh()
  const presses: Presses = new Map()
  const name = JSON.stringify({ looks, arrivals })
  count(tally, 'stories')
  const waiting: { event: MarketplaceEvent; way: Way; at: number }[] = []
  let known = 0
  for (const [n, chapter] of chapters(world, presses).entries()) {
    await chapter()
    const events = await eventsOf(world)
    for (const event of events.slice(known)) {
      const { way, late } = arrivals[waiting.length % arrivals.length] ?? { way: 'in time', late: 0 }
      waiting.push({ event, way, at: n + late })
    }
    known = events.length
    for (const { event, way, at } of waiting) if (at === n) await deliver(world, event, way, tally, name)
    if (looks[n]) await world.desk.services.entitlements.sync()
    await allEnded(world)
  }
  for (const { event, way, at } of waiting.toReversed())
    if (at > 8) await deliver(world, event, way, tally, name)
  const held = await atRest(world, presses)
  keep(tally, name, held)
  const found = await endOf(world)
  if (found !== end) tally.violations.push(`${name}: ends otherwise: ${found}, not ${end}`)
  await countMoney(tally, world, presses)
  await world.close()
}

const eventsOf = async ({ vendor, licenceId }: World): Promise<MarketplaceEvent[]> =>
  (await vendor.stores.events.since(licenceId, 0, 1_000)).map(({ id, type, object, at }) => ({
    id,
    type,
    object,
    at,
  }))

/** One of each kind and object: the last of them, since all of them say the same. */
const distinct = (events: MarketplaceEvent[]) => [
  ...new Map(events.map(event => [`${event.type} ${event.object}`, event])).values(),
]
