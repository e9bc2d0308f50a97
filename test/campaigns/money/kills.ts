import type { Bench } from './bench.ts'
import type { Presses } from './books-hold.ts'
import { endAtVendor, handsAt } from './hands.ts'
import { sold } from './panel-holds.ts'
import { atRest, forgetUnnamed } from './rest.ts'
import { count, countMoney, keep, newTally, type Tally } from './tally.ts'
import { type Act, addon, areaVictims, formOf, panelVictims, type Scene, type Victim } from './victims.ts'

const acts = ['purchase', 'cancel'] as const

/** Points spread over a run of that many calls; all of them if there is room. No two runs ask exactly alike. */
const points = (calls: number, atMost: number) =>
  calls <= atMost
    ? Array.from({ length: calls }, (_, n) => n + 1)
    : Array.from({ length: atMost }, (_, n) => 1 + Math.floor(((n + 0.5) * 0.95 * calls) / atMost))

const bothSides = ['panel', 'client area'] as const
type Side = (typeof bothSides)[number]

export interface Killing {
  side: Side
  act: Act
  calls: number
  tried: number
}

/** Kills a process around the charge and around the cancellation, at every call of it or at so many. */
export const killEverywhere = async (bench: Bench, atMost: number, sides: readonly Side[] = bothSides) => {
  const tally = newTally()
  const killings: Killing[] = []
  for (const side of sides) {
    const world = await bench.fresh()
    const presses: Presses = new Map()
    const scene = { world, hands: handsAt(world, presses), presses }
    const victims = side === 'panel' ? panelVictims(world) : areaVictims(world)
    for (const act of acts) {
      await begin(scene, act)
      const calls = (await victims.act(scene, act, 0)) ?? 0
      const chosen = points(calls, atMost)
      for (const at of chosen) await killAt(scene, { side, act, at, calls }, victims.act, tally)
      killings.push({ side, act, calls, tried: chosen.length })
    }
    await countMoney(tally, world, presses)
    await victims.close()
    await world.close()
  }
  return { tally, killings }
}

const killAt = async (
  scene: Scene,
  { side, act, at, calls }: { side: string; act: Act; at: number; calls: number },
  victim: Victim,
  tally: Tally,
) => {
  await begin(scene, act)
  tally.presses += 1
  const lived = await victim(scene, act, at)
  if (lived === undefined) tally.kills += 1
  const held = await atRest(scene.world, scene.presses)
  keep(tally, `${side} killed at call ${at} of ${calls} of a ${act}`, held)
  count(tally, `${side}, ${act}`)
}

/** Nothing is owned before a purchase; before a cancellation it is bought and on. */
const begin = async ({ world, hands, presses }: Scene, act: Act) => {
  await atRest(world, presses)
  forgetUnnamed(presses)
  for (const slug of sold) {
    await endAtVendor(world, slug)
    if (await world.desk.services.installations.find(slug)) await hands.ended(await hands.uninstall(slug))
  }
  await world.desk.services.entitlements.sync()
  const form = act === 'cancel' && (await formOf(hands))
  if (form) await hands.ended(await hands.press(addon, form))
}
