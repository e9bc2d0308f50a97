import semver from 'semver'
import type { Ground } from '../installations/ground.ts'
import type { Installation, PlacedRelease } from '../installations.ts'
import type { Stores } from '../operations.ts'
import { newerReleases } from '../releases.ts'

/** The versions that would be waiting if that release were installed. */
export const waitingAfter = async (
  { addons, helpDeskVersion }: Pick<Ground, 'addons' | 'helpDeskVersion'>,
  { addon: slug, version }: Pick<PlacedRelease, 'addon' | 'version'>,
) => {
  const addon = await addons.find(slug)
  return addon ? newerReleases(addon, version, helpDeskVersion).map(one => one.version) : []
}

/**
 * What is not wanted once that release is in place: what was skipped before and is newer, and what was left for an older
 * one, so that it does not come back by itself. Whoever puts a version in place has thought better of skipping it.
 */
export const skip = async (
  { updates }: Pick<Stores, 'updates'>,
  { addon, version }: Pick<Installation, 'addon' | 'version'>,
  left: readonly string[],
) => {
  const before = (await updates.wishesFor(addon)).skipped
  const skipped = [...new Set([...before, ...left])]
    .filter(one => semver.gt(one, version))
    .toSorted(semver.compare)
  if (skipped.join() !== before.join()) await updates.wish(addon, { skipped })
}
