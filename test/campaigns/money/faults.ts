import { type Fault, send } from '../../support/tampering.ts'
import { networkFaults, onlyFirst } from '../../support/network-faults.ts'
import type { Bench, World } from './bench.ts'
import type { Presses } from './books-hold.ts'
import { type Call, calls, faultsOf, hangs } from './calls.ts'
import { endAtVendor, type Hands, handsAt } from './hands.ts'
import { type Sold, sold } from './panel-holds.ts'
import { atRest } from './rest.ts'
import { count, countMoney, keep, newTally, type Tally } from './tally.ts'

const addon: Sold = 'japanese'

/** One outgoing call, how a panel comes to send it, and which one comes before it. */
interface Scene {
  call: Call
  name: string
  /** what has happened by then */
  before?: 'bought' | 'bought and installed'
  /** what goes wrong earlier, so that it comes to this call */
  lost?: [Call, Fault][]
  /** after whose answer nobody listens any more (N0); none: from the beginning */
  after?: Call
  act: (hands: Hands, world: World) => Promise<unknown>
}

const buy = async (hands: Hands) => {
  const form = (await hands.forms(addon)).find(({ cycle }) => cycle === 'monthly')
  return form && hands.ended(await hands.press(addon, form))
}
const cancel = async (hands: Hands) => hands.ended(await hands.cancel(addon))
const install = async (hands: Hands) => hands.ended(await hands.install(addon))
const poll = (_: Hands, { desk }: World) => desk.services.entitlements.sync()
const cut = networkFaults['N2 does it, and cuts']
const fails = networkFaults['N4 fails with 500']

const scenes: Scene[] = [
  { call: 'quote', name: 'quote', act: buy },
  { call: 'purchase', name: 'purchase', act: buy },
  { call: 'look-up', name: 'look-up', lost: [['purchase', onlyFirst(cut)]], after: 'purchase', act: buy },
  {
    call: 'purchase',
    name: 'repeat',
    lost: [['purchase', onlyFirst(fails)]],
    after: 'look-up',
    act: buy,
  },
  { call: 'withdrawal', name: 'withdrawal', lost: [['purchase', fails]], after: 'look-up', act: buy },
  { call: 'one right', name: 'reading the right bought', after: 'purchase', act: buy },
  { call: 'all rights', name: 'reading all rights before the download', after: 'one right', act: buy },
  { call: 'download', name: 'download', after: 'all rights', act: buy },
  { call: 'all rights', name: 'reading all rights at an install', before: 'bought', act: install },
  { call: 'cancellation', name: 'cancellation', before: 'bought and installed', act: cancel },
  {
    call: 'one right',
    name: 'reading the right after a lost cancellation',
    before: 'bought and installed',
    lost: [['cancellation', onlyFirst(cut)]],
    after: 'cancellation',
    act: cancel,
  },
  {
    call: 'one right',
    name: 'reading the right after a cancellation that failed',
    before: 'bought and installed',
    lost: [['cancellation', fails]],
    after: 'cancellation',
    act: cancel,
  },
  { call: 'feed', name: 'events feed', before: 'bought', act: poll },
  { call: 'licence', name: 'licence', before: 'bought', after: 'feed', act: poll },
  { call: 'all rights', name: 'reading all rights at a poll', before: 'bought', after: 'licence', act: poll },
  { call: 'open orders', name: 'open orders', before: 'bought', after: 'all rights', act: poll },
  { call: 'token', name: 'token refresh', act: buy },
  { call: 'token', name: 'token refresh at Cancel', before: 'bought and installed', act: cancel },
]

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
