import type { Addons } from '../addons.ts'
import type { Rehearsal } from '../code/rehearsing.ts'
import type { AddonStorage } from '../code/storage.ts'
import type { LapseStore } from '../entitlements.ts'
import type { Archives, Installation, InstallationStore, PlacedRelease } from '../installations.ts'
import type { Packs } from '../language-packs.ts'
import type { MarketNeeds } from '../purchases/needs.ts'

/** What every change of an installation works with. */
export interface Ground extends MarketNeeds {
  addons: Pick<Addons, 'find'>
  archives: Archives
  lapses: Pick<LapseStore, 'all'>
  installations: InstallationStore
  packs: Packs
  /** loads the code of an add-on and asks whether it is well; throws Failed */
  tryCode: (placed: PlacedRelease) => Promise<void>
  /** has it run now, if it does not yet; throws Failed */
  runCode: (placed: PlacedRelease) => Promise<void>
  /** waits, for a while, until none of its calls is under way any more; false if the panel ends meanwhile */
  drain: (addon: string) => Promise<boolean>
  /** tries a release beside the one that runs; throws Failed */
  rehearse: (rehearsal: Rehearsal) => Promise<void>
  storage: Pick<AddonStorage, 'copy' | 'isStale' | 'used'>
  englishCode: string
  helpDeskVersion: string
}

/** An installation after a change, with when and by whom. */
export const changed = (
  installation: Installation,
  change: Partial<Installation>,
  { operator }: { operator: string },
  { now }: { now: () => Date },
): Installation => ({
  ...installation,
  ...change,
  changedAt: now().toISOString(),
  changedBy: operator,
})
