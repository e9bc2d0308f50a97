import semver from 'semver'
import type { AddonEntry, ReleaseEntry } from '../../contracts/catalogue.ts'
import { releaseOf } from '../releases.ts'
import type { Policy, UpdateWishes } from '../updates.ts'
import type { UpdateDefaults } from './defaults.ts'
import { widenings } from './widening.ts'

/** What holds for the updates of one add-on when nobody presses. */
export interface Rules {
  policy: Policy
  waitHours: number
  /** versions that are not tried by themselves */
  avoided: readonly string[]
}

/** An add-on's own wishes, and those of all where it has none. */
export const rulesFor = (
  { policy, waitHours, skipped, putBack }: UpdateWishes,
  defaults: Pick<UpdateDefaults, 'policy' | 'waitHours'>,
): Rules => ({
  policy: policy ?? defaults.policy,
  waitHours: waitHours ?? defaults.waitHours,
  avoided: [...skipped, ...(putBack ? [putBack.version] : [])],
})

/**
 * The add-on as if it had no newer releases than those that may be put in place without anybody pressing. The newest of
 * them is then what is offered: one that has to wait does not hold up one that has waited.
 */
export const withinRules = (addon: AddonEntry, installed: string, rules: Rules, now: Date): AddonEntry => ({
  ...addon,
  releases: addon.releases.filter(
    release =>
      semver.lte(release.version, installed) ||
      (isOfPolicy(release, installed, rules.policy) &&
        !rules.avoided.includes(release.version) &&
        hasWaited(release, rules.waitHours, now) &&
        widenings(releaseOf(addon, installed)?.permissions, release.permissions).length === 0),
  ),
})

/** Never another major version, never a pre-release. */
const isOfPolicy = ({ version, security }: ReleaseEntry, installed: string, policy: Policy) => {
  if (semver.prerelease(version) !== null || semver.major(version) !== semver.major(installed)) return false
  switch (policy) {
    case 'ask':
      return false
    case 'security':
      return security
    case 'patch':
      return semver.minor(version) === semver.minor(installed)
    case 'minor':
      return true
  }
}

// A clock that is behind makes a release of the future of it: that one has not waited.
const hasWaited = ({ published }: ReleaseEntry, hours: number, now: Date) =>
  now.getTime() - Date.parse(published) >= hours * 3_600_000
