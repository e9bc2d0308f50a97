import type { Bench } from './bench.ts'
import type { Presses } from './books-hold.ts'
import { chargesIn, handsAt } from './hands.ts'
import { panelEnvironment, processesOf } from './processes.ts'
import { allEnded, atRest, pressedElsewhere } from './rest.ts'
import { addon, type Rush, rushes } from './rushes.ts'
import { count, countMoney, keep, newTally, type Tally } from './tally.ts'
import { isLive, truthOf } from './truth.ts'

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
