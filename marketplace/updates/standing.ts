import { fail } from '../failures.ts'
import type { Ground } from '../installations/ground.ts'
import type { Installation, InstallationStore, PlacedRelease } from '../installations.ts'
import type { Operation } from '../operations.ts'
import { fitted } from '../settings/fitting.ts'

/** The installation that an operation is to change; throws Failed if another one changed it meanwhile. */
export const stillAt = async (
  installations: Pick<InstallationStore, 'find'>,
  { addon, name, version, input }: Operation,
) => {
  const one = await installations.find(addon)
  if (!one) return fail('not-installed', { name })
  if (one.version !== input['from']) return fail('update-changed', { name, version })
  return one
}

/** The release in place on disk, with its signed list. */
export const placedOf = async (
  { installations }: Pick<Ground, 'installations'>,
  { addon, name, version }: Pick<Operation, 'addon' | 'name' | 'version'>,
) => (await installations.release(addon, version)) ?? fail('not-installed', { name })

/**
 * How the installation will be with the next release: settings as its schema wants them, the next copy of its data. Each
 * run has a copy of its own: one that was taken over and goes on all the same would ruin what the other one migrated.
 */
export const nextOf = (
  one: Installation,
  placed: PlacedRelease,
  { attempts }: Pick<Operation, 'attempts'>,
): Installation => ({
  ...one,
  version: placed.version,
  generation: one.generation + attempts,
  settings: fitted(placed.release.manifest['settings'], one.settings),
})

/** Where an add-on keeps what is its own, in the copy that this release of it uses. */
export const shelfOf = ({ addon, generation }: Installation) => ({ addon, generation })

/** The copies of what an add-on keeps that are needed: its own, and that of the release it can go back to. */
export const copiesOf = ({ generation, previous }: Installation) =>
  previous ? [generation, previous.generation] : [generation]
