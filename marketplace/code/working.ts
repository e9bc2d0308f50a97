import { soukItself } from '../activity.ts'
import type { DeliveryStore } from './deliveries.ts'
import { deliver, type DeliveringNeeds, leaseMs } from './delivering.ts'
import type { CodeHost } from './hosting.ts'
import type { CodeAddon } from './rights.ts'
import type { SafeMode } from './safe-mode.ts'
import { runDue, type SchedulingNeeds } from './scheduling.ts'
import { catchUp, spread, type SpreadNeeds } from './spreading.ts'
import { settledAfterMs, type startsIn } from './starts.ts'

export interface WorkNeeds extends SpreadNeeds, SchedulingNeeds, Omit<DeliveringNeeds, 'inbox'> {
  inbox: SpreadNeeds['inbox'] & DeliveringNeeds['inbox']
  host: CodeHost
  deliveries: DeliveryStore
  safeMode: SafeMode
  starts: ReturnType<typeof startsIn>
  /** puts back releases that fail in their first minute; false if there is none to look after */
  lookAfterUpdates: () => Promise<boolean>
  /** is anything active that runs code? */
  hasActive: () => Promise<boolean>
  /** moves whenever an installation, a secret or a setting of the panel changes, by whatever process */
  revision: () => Promise<number>
  log: { error: (details: object, message: string) => void }
}

const tickMs = 1_000
const perAddon = 4
const keptMs = 7 * 86_400_000
const countedMs = 31 * 86_400_000
const sweepEvery = 3_600

/** Everything that goes on by itself once the panel listens: what is active runs, hears what happens, is called on time. */
export const codeWork = (needs: WorkNeeds) => {
  const { host, log, now } = needs
  const underWay = new Map<string, Promise<void>>()
  const caughtUp = new Set<string>()
  let timer: NodeJS.Timeout | undefined
  let settling: NodeJS.Timeout | undefined
  let known = -1
  let hasUpdates = true
  let ticks = 0
  let round: Promise<void> | undefined
  let isWantedAgain = false

  const go = async () => {
    const revision = await needs.revision()
    if (revision !== known || now().getTime() >= host.nextTry()) {
      await host.sync()
      known = revision
      hasUpdates = true
    }
    if (hasUpdates) hasUpdates = await needs.lookAfterUpdates()
    const addons = host.all()
    while ((await needs.hasEvents()) && (await spread(needs)) > 0);
    await comeBack(addons)
    if (await isAnyDue(addons)) for (const addon of addons) await deliverTo(addon)
    // what it does may take seconds, which nobody else has to wait for
    begin('schedules', () => runDue(needs, addons))
    if (ticks++ % sweepEvery === 0) await sweep()
  }

  const comeBack = async (addons: readonly CodeAddon[]) => {
    for (const slug of caughtUp) if (!addons.some(one => one.slug === slug)) caughtUp.delete(slug)
    for (const addon of addons) {
      if (addon.kind === 'channel' && !caughtUp.has(addon.slug)) await catchUp(needs, addon)
      caughtUp.add(addon.slug)
    }
  }

  const deliverTo = async (addon: CodeAddon) => {
    const room = perAddon - [...underWay.keys()].filter(key => key.startsWith(`${addon.slug} `)).length
    if (room <= 0) return
    const at = now()
    const leaseUntil = new Date(at.getTime() + leaseMs).toISOString()
    for (const delivery of await needs.deliveries.claim([addon.slug], at.toISOString(), leaseUntil, room)) {
      const key = `${addon.slug} ${delivery.id}`
      begin(key, () => deliver(needs, addon, delivery).finally(wake))
    }
  }

  const isAnyDue = async (addons: readonly CodeAddon[]) => {
    const due = addons.length > 0 && (await needs.deliveries.nextDue(addons.map(({ slug }) => slug)))
    return due && due <= now().toISOString()
  }

  /** One of a kind at a time; the end of the panel waits for it. */
  const begin = (key: string, work: () => Promise<void>) => {
    if (underWay.has(key)) return
    const done = work()
      .catch(say)
      .finally(() => underWay.delete(key))
    underWay.set(key, done)
  }

  const before = (ms: number) => new Date(now().getTime() - ms).toISOString()
  const sweep = () => needs.deliveries.sweep(before(keptMs), before(countedMs))
  const say = (error: unknown) => log.error({ err: error }, 'add-on code could not be looked after')

  /** Looks now, and once more if something happens meanwhile. */
  const wake = () => {
    if (!timer) return
    isWantedAgain = true
    round ??= rounds().finally(() => (round = undefined))
  }
  const isStarted = () => timer !== undefined
  const rounds = async () => {
    while (isWantedAgain && isStarted()) {
      isWantedAgain = false
      await go().catch(say)
    }
  }

  const start = async () => {
    if ((await needs.hasActive()) && (await needs.starts.begin()))
      await needs.safeMode.on(soukItself, 'crashes')
    clearTimeout(settling)
    settling = setTimeout(() => void needs.starts.settled().catch(say), settledAfterMs).unref()
    clearInterval(timer)
    timer = setInterval(wake, tickMs).unref()
    wake()
  }

  return {
    start: () => start().catch(say),
    wake,
    /** has that which is to run run now */
    sync: async () => {
      if (timer) await host.sync()
    },
    close: async () => {
      const wasRunning = timer !== undefined
      clearInterval(timer)
      clearTimeout(settling)
      timer = undefined
      await round
      await host.close()
      await Promise.all(underWay.values())
      // a disk that fails now must not keep the rest from ending
      if (wasRunning) await needs.starts.settled().catch(say)
    },
  }
}
