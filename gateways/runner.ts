import { limits } from '../contracts/runner.ts'
import type { AddonCode, CodeRunner, Doing, LoadOutcome } from '../marketplace/code.ts'
import { type Addon, newAddon } from './runner/addons.ts'
import { callAddon, late } from './runner/calling.ts'
import { callsUnderWay } from './runner/calls.ts'
import { type Desk, drop, isIdle, type RunnerOptions, stopIfIdle } from './runner/desk.ts'
import { ensureLoaded } from './runner/loading.ts'
import { lost } from './runner/losing.ts'
import { hear } from './runner/reports.ts'
import { supervise } from './runner/supervisor.ts'
import { type Trace, tracesKept } from './runner/traces.ts'

/** Runs add-on code in a process of its own, which is there only while an add-on needs it. */
export const codeRunner = (options: RunnerOptions): CodeRunner => {
  const desk: Desk = {
    ...options,
    addons: new Map(),
    loads: new Map(),
    // by then what has arrived meanwhile is read, even if it was the panel that was held up
    calls: callsUnderWay(call => setImmediate(late, desk, call)),
    runner: supervise(options.program, {
      report: (report, body) => hear(desk, report, body),
      lost: turn => lost(desk, turn),
      problem: options.problem,
    }),
  }
  const { addons } = desk
  const traces = tracesKept()
  const traceOf = (name: string) => addons.get(name) ?? traces.of(name)

  return {
    load: (name, code) => load(desk, name, code, traceOf(name)),
    async unload(name) {
      const addon = addons.get(name)
      if (addon) {
        drop(desk, addon, 'off')
        traces.keep(name, addon)
      }
      addons.delete(name)
      // one that could not even be loaded is still among them, and needs no process
      if (isIdle(desk)) await desk.runner.stop()
    },
    configure(name, settings) {
      const addon = addons.get(name)
      if (!addon) return
      addon.code = { ...addon.code, settings }
      if (desk.loads.has(addon.number))
        desk.runner.send({ kind: 'settings', addon: addon.number }, JSON.stringify(settings))
    },
    async call(name, wanted) {
      const addon = addons.get(name)
      return !addon || addon.state === 'off' ? { kind: 'off' } : callAddon(desk, addon, wanted)
    },
    async doing(name) {
      const addon = addons.get(name)
      return addon && doing(addon, await memoryOf(desk, addon))
    },
    pid: () => desk.runner.pid(),
    glance: name => ({
      isLoaded: addons.get(name)?.state === 'loaded',
      lastError: traceOf(name)?.lastError,
    }),
    log: name => traceOf(name)?.log.lines() ?? [],
    async close() {
      for (const addon of addons.values()) drop(desk, addon, 'off')
      addons.clear()
      await desk.runner.stop()
    },
  }
}

const load = async (
  desk: Desk,
  name: string,
  code: AddonCode,
  trace: Trace | undefined,
): Promise<LoadOutcome> => {
  const size = [...code.files].reduce((all, [path, text]) => all + path.length + Buffer.byteLength(text), 0)
  if (size > limits.code) return { kind: 'too large' }
  const before = desk.addons.get(name)
  if (before) drop(desk, before, 'off')
  const addon = newAddon(name, code, trace, line => desk.wrote?.(name, line))
  desk.addons.set(name, addon)
  const outcome = await ensureLoaded(desk, addon)
  // another one brought the runner down meanwhile
  const second = outcome.kind === 'gone' ? await ensureLoaded(desk, addon) : outcome
  if (second.kind !== 'loaded' && desk.addons.get(name) === addon) {
    drop(desk, addon, 'off')
    stopIfIdle(desk)
  }
  return second
}

const doing = (addon: Addon, memory: number): Doing => ({
  state: addon.state,
  calls: addon.calls,
  failures: addon.failures,
  lastError: addon.lastError,
  cpu: addon.budget.all(),
  memory,
})

const memoryOf = (desk: Desk, addon: Addon) =>
  new Promise<number>(resolve => {
    if (addon.state !== 'loaded') return resolve(0)
    const others = addon.measured
    addon.measured = bytes => {
      addon.measured = undefined
      others?.(bytes)
      resolve(bytes)
    }
    setTimeout(resolve, 500, 0).unref()
    desk.runner.send({ kind: 'measure', addon: addon.number })
  })
