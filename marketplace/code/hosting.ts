import { settingsChanged } from '../../contracts/addon-api.ts'
import type { Json } from '../../contracts/json.ts'
import type { CallOutcome, CodeRunner, Wanted } from '../code.ts'
import { Failed, type Failure, fail } from '../failures.ts'
import type { Archives, Installation, InstallationStore, PlacedRelease } from '../installations.ts'
import type { BrokerNeeds } from './broker.ts'
import type { DeliveryStore } from './deliveries.ts'
import { callGates } from './gates.ts'
import { loading, type Running } from './loading.ts'
import { type CodeAddon, runsCode } from './rights.ts'
import { harmless } from './placeholders.ts'
import { changedIn, settingsTold } from './settings-told.ts'
import { loadTroubles } from './troubles.ts'

export interface HostNeeds extends BrokerNeeds {
  runner: CodeRunner
  installations: Pick<InstallationStore, 'all' | 'find' | 'release'>
  archives: Pick<Archives, 'read'>
  deliveries: Pick<DeliveryStore, 'areHeld'>
  /** add-ons that lack a setting without which they can do nothing: they wait until it is filled in */
  unfinished: () => Promise<ReadonlySet<string>>
  /** add-on code runs now, or none does */
  mayRun: () => Promise<boolean>
  /** stores that it runs no more, and why */
  switchOff: (addon: string, why: Failure) => Promise<void>
  markAltered: (installation: Installation) => Promise<void>
}

/** that release, on that copy of what it keeps */
const isAsIn = (here: Running | undefined, { version, generation }: Installation): here is Running =>
  here?.version === version && here.shelf.generation === generation

/** What runs: what is installed, active and whole, and what is being looked at before it is switched on. */
export const codeHost = (needs: HostNeeds) => {
  const { runner, installations, now } = needs
  const running = new Map<string, Running>()
  const gates = callGates()
  const { load, reopen } = loading({ needs, running, gates })
  const troubles = loadTroubles(now)
  let last: Promise<unknown> = Promise.resolve()

  /** One change at a time: loading what another change is about to end would leave it running. */
  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const done = last.then(work)
    last = done.catch(() => {})
    return done
  }

  const unload = async (slug: string) => {
    running.delete(slug)
    await runner.unload(slug)
  }

  const follow = async (one: Installation) => {
    const here = running.get(one.addon)
    if (one.moving) gates.close(one.addon, 'moving')
    if (isAsIn(here, one)) return configure(here, one)
    const placed = await installations.release(one.addon, one.version)
    if (!placed || troubles.isResting(one.addon)) return
    try {
      await load(one, placed, 0)
      troubles.forget(one.addon)
    } catch (error) {
      if (!(error instanceof Failed)) throw error
      await noteTrouble(one, error.failure)
    }
  }

  const configure = async (here: Running, one: Installation) => {
    here.trialUntil = 0
    const settings = await settingsTold(one, needs)
    const names = changedIn(here.settings.prints, settings.prints)
    if (names.length === 0) return
    here.settings = settings
    runner.configure(one.addon, settings.told)
    // nobody waits for it: it may have to ask a slow server
    void gates.during(one.addon, () =>
      runner.call(one.addon, { entry: 'event', name: settingsChanged, input: { names } }),
    )
  }

  const heard = (slug: string, input: Json) => harmless(input, running.get(slug)?.settings.placeholders ?? [])

  const noteTrouble = async (one: Installation, why: Failure) => {
    if (why.code === 'altered') return needs.markAltered(one)
    const isTooMany = troubles.note(one.addon)
    // that something else was in the way is no fault of its own: it is tried again
    if (isTooMany && why.code === 'code-failed') await needs.switchOff(one.addon, why)
  }

  const sync = async () => {
    const mayRun = await needs.mayRun()
    const unfinished = await needs.unfinished()
    const isReady = (one: Installation) => isWanted(one) && !unfinished.has(one.addon)
    const wanted = mayRun ? (await installations.all()).filter(isReady) : []
    const names = new Set(wanted.map(({ addon }) => addon))
    for (const { slug, trialUntil } of running.values())
      if (!names.has(slug) && (!mayRun || now().getTime() >= trialUntil)) await unload(slug)
    troubles.keepOnly(names)
    for (const slug of gates.moving()) await reopen(slug)
    // beside each other: one that asks a slow server whether it is well holds up nobody else
    await Promise.all(wanted.map(follow))
  }

  return {
    /** Loads what is to be switched on, if it is set up, and asks whether it is well. Throws Failed. */
    tryOut: (placed: PlacedRelease) =>
      inTurn(async () => {
        const one = await installations.find(placed.addon)
        if (!one) return fail('not-installed', { name: placed.addon })
        if (!(await needs.mayRun())) fail('safe-mode')
        troubles.forget(one.addon)
        if ((await needs.unfinished()).has(one.addon)) return
        await load(one, placed, now().getTime() + trialMs)
      }),
    /** Has an active one run in this release, if it does not yet. Throws Failed. */
    ensure: (placed: PlacedRelease) =>
      inTurn(async () => {
        const one = await installations.find(placed.addon)
        if (!one || !isWanted(one) || !(await needs.mayRun())) return
        if (isAsIn(running.get(one.addon), one) || one.version !== placed.version) return
        troubles.forget(one.addon)
        if ((await needs.unfinished()).has(one.addon)) return
        try {
          await load(one, placed, 0)
        } catch (error) {
          // tried again until it runs, or is switched off
          if (error instanceof Failed) await noteTrouble(one, error.failure)
          throw error
        }
      }),
    /** Has that run which is to run, and nothing else. */
    sync: () => inTurn(sync),
    /** Loads it anew. */
    restart: (slug: string) => inTurn(() => unload(slug)).then(() => inTurn(sync)),
    /** it runs in this release */
    at: (slug: string, version: string): CodeAddon | undefined => {
      const here = running.get(slug)
      return here?.version === version ? here : undefined
    },
    /** what is active; not what is only looked at, nor what is about to be replaced */
    all: (): CodeAddon[] =>
      [...running.values()].filter(({ slug, trialUntil }) => trialUntil === 0 && !gates.isMoving(slug)),
    /** The runner has ended it by itself. */
    dropped: (slug: string) => void running.delete(slug),
    /** when something that failed is to be tried again */
    nextTry: troubles.nextTry,
    call: async (slug: string, wanted: Wanted): Promise<CallOutcome> => {
      // what nobody waits for comes again later, to the next release
      const mayWait = isAwaited(wanted) || !gates.isMoving(slug)
      if (gates.isClosed(slug) && !(mayWait && (await gates.opened(slug)))) return { kind: 'busy' }
      const input = heard(slug, wanted.input)
      return gates.during(slug, () => runner.call(slug, { ...wanted, input }))
    },
    /** other code takes its place, or is about to */
    isChanging: gates.isClosed,
    /** Waits for the release that takes its place, for a while. False: it is not there yet. */
    async changed({ addon, moving }: Pick<Installation, 'addon' | 'moving'>) {
      if (moving) gates.close(addon, 'moving')
      // it may have changed since that row was read
      await reopen(addon)
      return gates.opened(addon)
    },
    /** Lets no call begin any more, and waits for those under way, for a while. False: the panel ends meanwhile. */
    drain: (slug: string) => {
      gates.close(slug, 'moving')
      return gates.drained(slug, async () => !(await needs.deliveries.areHeld(slug, now().toISOString())))
    },
    /** Nobody waits any more. */
    end: gates.end,
    close: () => {
      gates.end()
      return inTurn(() => runner.close())
    },
  }
}
export type CodeHost = ReturnType<typeof codeHost>

/** how long the operation that switches it on may take after that */
const trialMs = 30_000

/** somebody sits before it */
const isAwaited = ({ entry }: Wanted) => entry === 'hook' || entry === 'page'

const isWanted = (one: Installation) => one.active && !one.altered && runsCode(one)
