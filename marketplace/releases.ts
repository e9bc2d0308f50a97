import semver from 'semver'
import type { AddonEntry, ReleaseEntry } from '../contracts/catalogue.ts'

export const supports = (release: ReleaseEntry, helpDesk: string) =>
  semver.satisfies(helpDesk, release.supports)

const isPreRelease = ({ version }: ReleaseEntry) => semver.prerelease(version) !== null

/** The newest release that runs here and is not withdrawn. Pre-releases only for those who opted in. */
export const offeredRelease = (
  { releases }: AddonEntry,
  helpDesk: string,
  { preReleases = false } = {},
): ReleaseEntry | undefined =>
  newestFirst(releases).find(
    release => !release.withdrawn && supports(release, helpDesk) && (preReleases || !isPreRelease(release)),
  )

/** The newest release at all, for words about the add-on; a pre-release only if there is nothing else. */
export const newestRelease = ({ slug, releases }: AddonEntry): ReleaseEntry => {
  const sorted = newestFirst(releases)
  const newest = sorted.find(release => !isPreRelease(release)) ?? sorted[0]
  if (!newest) throw new Error(`${slug} has no release`)
  return newest
}

/** Every release after the installed one, up to the one that is offered: what an update brings. Newest first. */
export const newerReleases = (addon: AddonEntry, installed: string, helpDesk: string): ReleaseEntry[] => {
  const offered = offeredRelease(addon, helpDesk)
  if (!offered) return []
  return newestFirst(addon.releases).filter(
    ({ version }) => semver.gt(version, installed) && semver.lte(version, offered.version),
  )
}

export const releaseOf = ({ releases }: AddonEntry, version: string) =>
  releases.find(release => release.version === version)

const newestFirst = (releases: ReleaseEntry[]) =>
  releases.toSorted((a, b) => semver.rcompare(a.version, b.version))
