import { deadlines } from '../../contracts/runner.ts'
import type { LoadOutcome } from '../../marketplace/code.ts'
import type { Addon } from './addons.ts'
import { type Desk, refuse } from './desk.ts'
import { promised } from './promised.ts'

let lastLoad = 0

/** Has the add-on in the runner, starting that if need be. One load at a time; who comes meanwhile waits for the same. */
export const ensureLoaded = (desk: Desk, addon: Addon): Promise<LoadOutcome> => {
  if (addon.state === 'off') return Promise.resolve({ kind: 'off' })
  if (addon.state === 'loaded' && addon.names) return Promise.resolve({ kind: 'loaded', names: addon.names })
  return (addon.loading ?? beginLoading(desk, addon)).outcome
}

const beginLoading = (desk: Desk, addon: Addon) => {
  const { promise, keep } = promised<LoadOutcome>()
  const loading = {
    outcome: promise,
    settle(outcome: LoadOutcome) {
      addon.loading = undefined
      keep(outcome)
    },
  }
  addon.loading = loading
  void send(desk, addon, loading)
  return loading
}

const send = async (desk: Desk, addon: Addon, loading: NonNullable<Addon['loading']>) => {
  const isReady = await desk.runner.need()
  if (addon.loading !== loading) return
  if (!isReady) return loading.settle({ kind: 'gone' })
  addon.number = ++lastLoad
  desk.loads.set(addon.number, addon)
  desk.runner.send({ kind: 'load', addon: addon.number }, JSON.stringify([...addon.code.files]))
  desk.runner.send({ kind: 'settings', addon: addon.number }, JSON.stringify(addon.code.settings))
  const timer = setTimeout(() => late(desk, addon, loading), deadlines.load)
  void loading.outcome.then(() => clearTimeout(timer))
}

// its own top level waits for something that never comes
const late = (desk: Desk, addon: Addon, loading: NonNullable<Addon['loading']>) => {
  if (addon.loading !== loading) return
  const turn = desk.runner.turn()
  if (turn && turn.addon !== addon.number) return loading.settle({ kind: 'busy' })
  refuse(desk, addon, { kind: 'timed out' })
}
