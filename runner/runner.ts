import type { Order } from '../contracts/runner/orders.ts'
import { type Addon, openAddon } from './addon.ts'
import { openEngine } from './engine.ts'
import type { Tell } from './hearing.ts'

/** Does what the panel orders, one order after the other. */
export const runnerFor = async (tell: Tell) => {
  const engine = await openEngine()
  const addons = new Map<number, Addon>()

  const load = async (addon: number, files: string) => {
    try {
      const opened = await openAddon(engine, addon, new Map(JSON.parse(files)), tell)
      addons.set(addon, opened)
      opened.load()
    } catch {
      // there was no memory left for one more engine
      tell({ kind: 'unloaded', addon, call: 0, ending: 'out of memory' })
    }
  }

  return async (order: Order, body: string) => {
    if (order.kind === 'load') await load(order.addon, body)
    const addon = addons.get(order.addon)
    if (addon && order.kind !== 'load') obey(addon, order, body)
    if (!addon && order.kind === 'call')
      tell({ kind: 'done', addon: order.addon, call: order.call, ending: 'gone' })
    if (order.kind === 'drop' || addon?.isLost()) addons.delete(order.addon)
  }
}

const obey = (addon: Addon, order: Exclude<Order, { kind: 'load' }>, body: string) => {
  switch (order.kind) {
    case 'call':
      return addon.call(order, body)
    case 'reply':
      return addon.reply(order.ask, order.ok, body)
    case 'over':
      return addon.over(order.call)
    case 'settings':
      return addon.configure(body)
    case 'measure':
      return addon.measure()
    case 'drop':
      return undefined
  }
}
