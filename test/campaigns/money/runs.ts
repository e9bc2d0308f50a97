import fc from 'fast-check'
import { actor } from './acting.ts'
import type { Bench, World } from './bench.ts'
import type { Presses } from './books-hold.ts'
import { chargesIn, type Hands } from './hands.ts'
import { sold } from './panel-holds.ts'
import { atRest } from './rest.ts'
import { type Step, stories, told } from './steps.ts'
import { count, countMoney, keep, newTally, type Tally } from './tally.ts'
import { toldBefore } from './told-before.ts'
import { isLive, truthOf } from './truth.ts'

export interface Chance {
  seed: number
  runs: number
  /** stops after so many milliseconds, however many runs were asked for */
  withinMs: number
}

/**
 * Random stories: presses with new and old forms, faults, restarts, clocks that jump, everything that the vendor may do.
 * After each, all has to hold at rest. A story that breaks something is told by its shortest form.
 */
export const randomRuns = async (bench: Bench, { seed, runs, withinMs }: Chance): Promise<Tally> => {
  const tally = newTally()
  let latest: Promise<unknown> = Promise.resolve()
  const property = fc.asyncProperty(stories, async steps => {
    const story = live(bench, steps, tally)
    latest = story.catch(() => {})
    const { polls, violations } = await story
    tally.polls = Math.max(tally.polls, polls)
    if (violations.length > 0) throw new Error(violations.join('\n'))
  })
  const found = await fc.check(property, {
    seed,
    numRuns: runs,
    interruptAfterTimeLimit: withinMs,
  })
  // whoever stops for the time does not wait for the story that is being told
  await latest
  if (found.failed && found.counterexample)
    keep(tally, `seed ${found.seed}, path ${found.counterexamplePath}, ${told(found.counterexample[0])}`, {
      polls: 0,
      violations: [String(found.errorInstance)],
    })
  return tally
}

/** Stories that chance tells seldom. */
export const knownStories = async (bench: Bench, chosen = Object.keys(toldBefore)): Promise<Tally> => {
  const tally = newTally()
  for (const name of chosen) {
    const steps = toldBefore[name] ?? []
    count(tally, name)
    keep(tally, name, await live(bench, steps, tally))
  }
  return tally
}

/** One story in a world of its own, up to its end at rest. */
export const live = async (bench: Bench, steps: readonly Step[], tally: Tally) => {
  const world = await bench.fresh()
  const presses: Presses = new Map()
  try {
    const { hands, ...somebody } = actor(world, presses, tally)
    for (const step of steps) await somebody.does(step)
    const first = await atRest(world, presses)
    const last = first.violations.length > 0 ? first : await ends(world, presses, hands)
    await countMoney(tally, world, presses)
    return { polls: Math.max(first.polls, last.polls), violations: last.violations }
  } finally {
    await world.close()
  }
}

/** The licence is good again, and everything that was paid for is switched on: without another charge (M4). */
const ends = async (world: World, presses: Presses, hands: Pick<Hands, 'ended' | 'install' | 'activate'>) => {
  await world.vendor.stores.licences.suspend(world.licenceId, undefined)
  const rest = await atRest(world, presses)
  const before = await chargesIn(world)
  const { rights } = await truthOf(world)
  for (const addon of sold) {
    const isOwned = rights.some(one => one.addon === addon && isLive(one) && one.state !== 'suspended')
    if (isOwned && !(await isOn(world, addon))) await hands.ended(await hands.install(addon))
    if (isOwned && !(await isOn(world, addon))) await hands.ended(await hands.activate(addon))
    if (isOwned && !(await isOn(world, addon)))
      rest.violations.push(`M4: ${addon} is paid for, and not to be had`)
  }
  if ((await chargesIn(world)) !== before)
    rest.violations.push('M4: installing what was paid for charged again')
  return rest
}

const isOn = async ({ desk }: World, addon: string) =>
  (await desk.services.installations.find(addon))?.active === true
