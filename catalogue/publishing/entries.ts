import semver from 'semver'
import {
  type AddonEntry,
  addonEntry,
  type CatalogueFile,
  type ReleaseEntry,
} from '../../contracts/catalogue.ts'
import type { CheckedSource } from './checks.ts'
import { Refused } from './refused.ts'

/** Where the files of a release were put. */
export interface Placed {
  release: CatalogueFile
  archive: CatalogueFile
  size: number
  icon: AddonEntry['icon']
  screenshots: AddonEntry['screenshots']
}

/** What the list says of a release. */
export const releaseEntryOf = (
  { manifest: m, notes }: CheckedSource,
  { release, archive, size }: Placed,
  published: string,
): ReleaseEntry => ({
  version: m.version,
  published,
  supports: m.supports,
  security: m.security,
  notes,
  ...(m.permissions && { permissions: m.permissions }),
  size,
  release,
  archive,
  from: m.prices.length > 0 ? 'client-area' : 'catalogue',
})

/** An add-on with one more release, which speaks for the whole add-on if it is the newest that is no pre-release. */
export const withRelease = (
  before: AddonEntry | undefined,
  source: CheckedSource,
  { placed, entry, verified }: { placed: Placed; entry: ReleaseEntry; verified: boolean },
): AddonEntry => {
  const releases = [...(before?.releases ?? []), entry].toSorted((a, b) =>
    semver.rcompare(a.version, b.version),
  )
  const firstPublished = before?.firstPublished ?? entry.published
  const speaks = before === undefined || speaker(releases) === entry
  const words = speaks ? wordsOf(source, placed, verified) : before
  return checked({ ...words, firstPublished, releases })
}

/** The release that speaks for its add-on. */
export const speaker = (releases: readonly ReleaseEntry[]) =>
  releases.find(r => semver.prerelease(r.version) === null) ?? releases[0]

const wordsOf = ({ manifest: m, description }: CheckedSource, placed: Placed, verified: boolean) => ({
  slug: m.slug,
  kind: m.kind,
  name: m.name,
  summary: m.summary,
  description,
  tags: m.tags,
  author: { ...m.author, verified },
  licence: m.licence,
  ...(m.terms !== undefined && { terms: m.terms }),
  ...(m.privacy !== undefined && { privacy: m.privacy }),
  ...(m.language && { language: m.language }),
  prices: m.prices,
  icon: placed.icon,
  screenshots: placed.screenshots,
})

// The panel reads the list with the same schema: what it would refuse is not signed.
export const checked = (entry: AddonEntry): AddonEntry => {
  const result = addonEntry.safeParse(entry)
  if (result.success) return result.data
  const [issue] = result.error.issues
  throw new Refused(`${entry.slug}: ${issue?.path.join('.')}: ${issue?.message}`)
}
