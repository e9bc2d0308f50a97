import type { Bench, World } from './bench.ts'
import type { Presses } from './books-hold.ts'
import { endAtVendor, type Hands, handsAt } from './hands.ts'
import { type Sold, sold } from './panel-holds.ts'
import { panelEnvironment, processesOf } from './processes.ts'
import { atRest, forgetUnnamed, pressedElsewhere } from './rest.ts'
import { count, countMoney, keep, newTally, type Tally } from './tally.ts'
import { vendorEnvironment } from './vendor.ts'

const addon: Sold = 'japanese'
const acts = ['purchase', 'cancel'] as const
type Act = (typeof acts)[number]

interface Scene {
  world: World
  hands: Hands
  presses: Presses
}
/** Does the act with a process that dies at its n-th call; answers with how many calls there were, or undefined if it died. */
type Victim = (scene: Scene, act: Act, diesAt: number) => Promise<number | undefined>

/** Points spread over a run of that many calls; all of them if there is room. No two runs ask exactly alike. */
const points = (calls: number, atMost: number) => {
  if (calls <= atMost) return Array.from({ length: calls }, (_, n) => n + 1)
  const last = Math.floor(calls * 0.95)
  return [
    ...new Set(Array.from({ length: atMost }, (_, n) => 1 + Math.floor((n * (last - 1)) / (atMost - 1)))),
  ]
}

export interface Killing {
  side: 'panel' | 'client area'
  act: Act
  calls: number
  tried: number
}

/** Kills a process around the charge and around the cancellation, at every call of it or at so many. */
export const killEverywhere = async (bench: Bench, atMost: number) => {
  const tally = newTally()
  const killings: Killing[] = []
  for (const side of ['panel', 'client area'] as const) {
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

const formOf = async (hands: Hands) => {
  const form = (await hands.forms(addon)).find(({ cycle }) => cycle === 'monthly')
  if (!form) throw new Error(`There is no price of ${addon}`)
  return form
}

const panelVictims = (world: World) => {
  const pool = processesOf('panel-process', panelEnvironment(world))
  const act: Victim = async ({ hands, presses }, what, diesAt) => {
    const form = what === 'purchase' ? await formOf(hands) : undefined
    // who presses there does not tell the reference
    if (form) pressedElsewhere(presses, form)
    await world.desk.close()
    const process = pool.take()
    const said = await process.tell(
      form ? { do: 'press', addon, order: form, times: 1, diesAt } : { do: 'cancel', addon, diesAt },
    )
    await process.end()
    const { wasKilled, why } = await process.ended
    if (!wasKilled) throw new Error(`The panel's process ended by itself: ${why}`)
    await world.desk.open()
    return said?.calls
  }
  return { act, close: () => pool.close() }
}

const areaVictims = (world: World) => {
  const pool = processesOf('area-process', vendorEnvironment(world.vendor.place))
  const act: Victim = async ({ hands }, what, diesAt) => {
    const form = what === 'purchase' ? await formOf(hands) : undefined
    await world.vendor.close()
    const process = pool.take()
    await process.tell({ do: 'open' })
    await process.tell({ do: 'begin', diesAt })
    // the next one starts as soon as this one is gone
    let isOver = false
    const successor = process.ended.then(() => (isOver ? undefined : world.vendor.open()))
    await hands.ended(form ? await hands.press(addon, form) : await hands.cancel(addon))
    const said = await process.tell({ do: 'end' })
    isOver = said !== undefined
    await process.end()
    await successor
    await world.vendor.open()
    return said?.calls
  }
  return { act, close: () => pool.close() }
}
