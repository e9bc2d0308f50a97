import type { Addons } from '../addons.ts'
import { fail } from '../failures.ts'
import type { Archives, Installation, InstallationStore, PlacedRelease } from '../installations.ts'
import type { Packs } from '../languages.ts'
import type { Atomically, Operation, Stage } from '../operations.ts'
import { releaseOf } from '../releases.ts'
import { defaultsOf } from '../settings.ts'
import { activationOf } from './activation.ts'

export interface Ground {
  addons: Pick<Addons, 'find'>
  archives: Archives
  installations: InstallationStore
  packs: Packs
  atomically: Atomically
  englishCode: string
  now: () => Date
}

/** Files of one run; another run of the same operation never meets them. */
export const workOf = ({ id, attempts }: Operation) => `${id}-${attempts}`

/** The signed listing of what is being installed, as the catalogue has it now. */
const listing = async ({ addons }: Ground, { addon: slug, name, version, kind }: Operation) => {
  const addon = await addons.find(slug)
  const entry = addon && releaseOf(addon, version)
  if (!addon || !entry) return fail('no-longer-offered', { name, version })
  const { withdrawn } = entry
  if (withdrawn && (kind === 'install' || withdrawn.severity === 'stop'))
    return fail('withdrawn', { name, version, reason: withdrawn.reason })
  return { addon, entry }
}

/** Fetches what the signed listing names. A crash here begins again with nothing. */
export const download = (ground: Ground): Stage => ({
  name: 'download',
  async run(operation) {
    const { addon, entry } = await listing(ground, operation)
    await ground.archives.download(workOf(operation), addon, entry)
    return undefined
  },
})

export const verify = (ground: Ground): Stage => ({
  name: 'verify',
  again: 'download',
  async run(operation) {
    const { addon, entry } = await listing(ground, operation)
    await ground.archives.verify(workOf(operation), addon, entry)
    return undefined
  },
})

type Placing = (placed: PlacedRelease, operation: Operation) => ReturnType<Stage['run']>

const unpack = (ground: Ground, store: Placing, replaces: (operation: Operation) => boolean): Stage => ({
  name: 'unpack',
  again: 'download',
  async run(operation) {
    const { addon, entry } = await listing(ground, operation)
    const work = workOf(operation)
    const placed = await ground.archives.verify(work, addon, entry)
    await ground.archives.unpack(work, placed, replaces(operation))
    return store(placed, operation)
  },
})

/** Puts the release in place, then the pointer to it: installed, and not active yet. */
export const unpackNew = (ground: Ground): Stage =>
  unpack(
    ground,
    async (placed, operation) => async stores => {
      const at = ground.now().toISOString()
      await stores.installations.putRelease(placed, at)
      const kept = await stores.installations.kept(operation.addon)
      await stores.installations.put({
        addon: operation.addon,
        kind: operation.addonKind,
        name: operation.name,
        version: operation.version,
        active: false,
        altered: false,
        settings: kept ?? defaultsOf(placed.release.manifest['settings']),
        failure: null,
        installedAt: at,
        changedAt: at,
        changedBy: operation.operator,
      })
      await stores.installations.forget(operation.addon)
      return undefined
    },
    ({ attempts }) => attempts > 1,
  )

/** Puts the signed bytes where altered ones were. */
export const unpackAgain = (ground: Ground): Stage =>
  unpack(
    ground,
    async (placed, operation) => async stores => {
      const installation = await stores.installations.find(operation.addon)
      if (!installation) return fail('not-installed', { name: operation.name })
      await stores.installations.putRelease(placed, ground.now().toISOString())
      await stores.installations.put(
        changed(installation, { altered: false, failure: null }, operation, ground),
      )
      return undefined
    },
    () => true,
  )

export const activate = (ground: Ground): Stage => ({
  name: 'activate',
  async run(operation) {
    await activationOf(ground, operation)
    return async stores => {
      const installation = await stores.installations.find(operation.addon)
      if (!installation) return fail('not-installed', { name: operation.name })
      await stores.installations.put(
        changed(installation, { active: true, failure: null }, operation, ground),
      )
      return undefined
    }
  },
})

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
