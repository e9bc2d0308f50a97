import type {
  CancellationStore,
  Entitlements,
  EntitlementStore,
  LapseStore,
  Silence,
  Synced,
} from '../entitlements.ts'
import type { InstallationStore } from '../installations.ts'
import { press } from './cancelling.ts'
import { freeRights } from './free.ts'
import { memory } from './memory.ts'
import type { SyncNeeds } from './needs.ts'
import { silenceIn } from './silence.ts'
import { synchronise } from './syncing.ts'

export interface EntitlementNeeds extends SyncNeeds {
  entitlements: EntitlementStore
  cancellations: CancellationStore
  installations: InstallationStore
  lapses: LapseStore
  /** the next look at the client area comes soon */
  hurry: () => void
}

export interface EntitlementsAtWork extends Entitlements {
  /** reads the feed, and all the rest only where it has news; answers as `sync` does */
  look(): Promise<Synced>
  /** something waits for an answer of the client area */
  isWaiting(): Promise<boolean>
  /** resolves when nothing is being read */
  settled(): Promise<void>
}

interface Run {
  isWhole: boolean
  ending: Promise<Synced>
}

/** The rights to paid add-ons. One reading at a time: whoever asks meanwhile gets its answer. */
export const entitlementsWith = (needs: EntitlementNeeds): EntitlementsAtWork => {
  const askForFree = freeRights()
  let running: Run | undefined
  let isFirst = true

  const begin = (isWhole: boolean, after?: Promise<unknown>) => {
    const work = async () => {
      await after?.catch(() => {})
      const look = { isWhole, isFirst }
      isFirst = false
      return synchronise({ ...needs, askForFree }, look)
    }
    const run: Run = { isWhole, ending: work() }
    running = run
    const over = () => {
      if (running === run) running = undefined
    }
    run.ending.then(over, over)
    return run.ending
  }

  const sync = () => (running?.isWhole ? running.ending : begin(true, running?.ending))

  return {
    latestFor: addon => needs.entitlements.latestFor(addon),
    all: () => needs.entitlements.all(),
    cancel: (addon, viewer) => press(needs, addon, viewer),
    cancellationFor: async addon =>
      (await needs.cancellations.openFor(addon)) ?? needs.cancellations.latestFor(addon),
    silence: () => silenceNow(needs),
    sync,
    syncSoon: needs.hurry,
    look: () => running?.ending ?? begin(false),
    isWaiting: async () =>
      (await needs.purchases.openAll()).length + (await needs.cancellations.openAll()).length > 0,
    async settled() {
      for (let run = running; run; run = running) await run.ending.catch(() => {})
    },
  }
}

const silenceNow = async ({ panelSettings, now }: SyncNeeds): Promise<Silence> =>
  silenceIn(await memory.quiet.read(panelSettings), now())
