import type { World } from './bench.ts'
import type { Presses } from './books-hold.ts'
import type { Hands } from './hands.ts'
import type { Sold } from './panel-holds.ts'
import { panelEnvironment, processesOf } from './processes.ts'
import { pressedElsewhere } from './rest.ts'
import { vendorEnvironment } from './vendor.ts'

export const addon: Sold = 'japanese'
export type Act = 'purchase' | 'cancel'

export interface Scene {
  world: World
  hands: Hands
  presses: Presses
}
/** Does the act with a process that dies at its n-th call; answers with how many calls there were, or undefined if it died. */
export type Victim = (scene: Scene, act: Act, diesAt: number) => Promise<number | undefined>

export const formOf = async (hands: Hands) => {
  const form = (await hands.forms(addon)).find(({ cycle }) => cycle === 'monthly')
  if (!form) throw new Error(`There is no price of ${addon}`)
  return form
}

/** Processes of the panel, in which somebody presses. */
export const panelVictims = (world: World) => {
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

/** Processes of the client area, which the panel asks. */
export const areaVictims = (world: World) => {
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
