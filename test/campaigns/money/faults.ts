import { onlyFirst } from '../../support/network-faults.ts'
import { type Fault, send } from '../../support/tampering.ts'
import type { Bench, World } from './bench.ts'
import type { Presses } from './books-hold.ts'
import { calls, faultsOf, hangs } from './calls.ts'
import { endAtVendor, type Hands, handsAt } from './hands.ts'
import { sold } from './panel-holds.ts'
import { atRest } from './rest.ts'
import { addon, buy, cancel, install, type Scene, scenes } from './scenes.ts'
import { count, countMoney, keep, newTally, type Tally } from './tally.ts'

export interface Trial {
  scene: string
  fault: string
  run: (world: World, presses: Presses, tally: Tally) => Promise<void>
}

/** Every fault at every call, as often as it is asked; where asking again matters, once only, too. */
export const everyTrial = (): Trial[] =>
  scenes.flatMap(scene => [
    ...faultsOf(scene.call).flatMap(([fault, does]) => [
      { scene: scene.name, fault, run: trial(scene, fault, does) },
      ...(isRepeated(scene)
        ? [{ scene: scene.name, fault: `${fault}, once`, run: trial(scene, fault, onlyFirst(does)) }]
        : []),
    ]),
    { scene: scene.name, fault: 'N0 refuses the connection', run: trial(scene, 'N0', 'refuses') },
  ])

const isRepeated = ({ call }: Scene) => ['purchase', 'look-up', 'withdrawal', 'cancellation'].includes(call)

/** Those whose deadlines are the panel's own, ten seconds and more. */
export const isSlow = ({ scene, fault }: Trial) => /token|licence/.test(scene) && hangs(fault)

const trial =
  (scene: Scene, fault: string, does: Fault | 'refuses'): Trial['run'] =>
  async (world, presses, tally) => {
    const hands = handsAt(world, presses)
    const { between } = world.vendor
    if (scene.before) await buy(hands)
    if (scene.before === 'bought') await hands.ended(await hands.uninstall(addon))
    if (scene.call === 'token') await world.vendor.stores.issued.removeAll('AccessToken')
    for (const [call, lost] of scene.lost ?? []) between.failWith(calls[call], lost)
    if (does !== 'refuses') between.failWith(calls[scene.call], afterTheLost(scene, does))
    else if (scene.after) between.failWith(calls[scene.after], thenRefuse(world, scene))
    else between.refuse()
    tally.presses += 1
    await scene.act(hands, world)
    const held = await atRest(world, presses)
    if (held.violations.length === 0) await goesOn(world, presses, hands, held)
    keep(tally, `${scene.name}, ${fault}`, held)
  }

// the repeat is the second of its kind: the first is lost otherwise
const afterTheLost = ({ call, lost }: Scene, fault: Fault): Fault => {
  const own = lost?.find(([other]) => other === call)?.[1]
  return own
    ? (res, effect, times) => (times === 1 ? own(res, effect, times) : fault(res, effect, times - 1))
    : fault
}

const thenRefuse = ({ vendor }: World, { after, lost }: Scene): Fault => {
  const own = lost?.find(([other]) => other === after)?.[1]
  return async (res, effect, times) => {
    res.once('close', vendor.between.refuse)
    if (own) return own(res, effect, times)
    send(res, await effect())
  }
}

/** The help desk is as good as before: it can be bought, had, and ended. */
const goesOn = async (world: World, presses: Presses, hands: Hands, held: { violations: string[] }) => {
  const isOn = async () => (await world.desk.services.installations.find(addon))?.active === true
  if ((await hands.forms(addon)).length > 0) await buy(hands)
  else if (!(await isOn())) await install(hands)
  if (!(await isOn())) await hands.ended(await hands.activate(addon))
  if (!(await isOn())) held.violations.push('M4: it can’t be had afterwards')
  await cancel(hands)
  if (await isOn()) held.violations.push('M6: it can’t be cancelled afterwards')
  held.violations.push(...(await atRest(world, presses)).violations)
}

/** Tries them one after the other in one world, which has to be as good as new after each. */
export const tryFaults = async (bench: Bench, trials: readonly Trial[]): Promise<Tally> => {
  const tally = newTally()
  let world = await bench.fresh()
  let presses: Presses = new Map()
  const leave = async () => {
    await countMoney(tally, world, presses)
    await world.close()
  }
  for (const [n, one] of trials.entries()) {
    const before = tally.violations.length
    await one.run(world, presses, tally)
    count(tally, one.scene)
    // a client area turns away who asks for so much within a minute
    if (tally.violations.length > before || n % 20 === 19) {
      await leave()
      world = await bench.fresh()
      presses = new Map()
    } else await tidy(world, presses)
  }
  await leave()
  return tally
}

const tidy = async (world: World, presses: Presses) => {
  const hands = handsAt(world, presses)
  for (const slug of sold) {
    await endAtVendor(world, slug)
    if (await world.desk.services.installations.find(slug)) await hands.ended(await hands.uninstall(slug))
  }
}
