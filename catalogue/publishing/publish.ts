import { join } from 'node:path'
import type { AddonEntry } from '../../contracts/catalogue.ts'
import { verifiedAuthors } from './authors.ts'
import { inBatches } from './batches.ts'
import { type CheckedSource, checkSource } from './checks.ts'
import { releaseEntryOf, withRelease } from './entries.ts'
import { type Packed, place, placesOf } from './placing.ts'
import { type Plan, planned, type ReleaseName } from './plan.ts'
import { Refused } from './refused.ts'
import { begun, inRepository, type OpenRepository, publishList, type Workplace } from './repository.ts'
import { findSources } from './sources.ts'
import { openTree } from './tree.ts'

export interface Publishing extends Workplace {
  /** folders `<slug>/<version>/`, folders of one release, or archives */
  sources: readonly string[]
  /** folder for the archives of paid releases, which stay off the public host */
  paid?: string
  /** the panel's English messages, against which languages are checked */
  english: Record<string, string>
  /** authors the vendor has checked; kept beside the keys for later */
  verified?: readonly string[]
}

export interface Published {
  kind: 'published'
  published: ReleaseName[]
  /** releases that were there already, byte for byte */
  unchanged: ReleaseName[]
  warnings: string[]
}

/**
 * Checks, packs, signs and publishes releases. Either all of them are published or none; a crash in between leaves the
 * old list valid. The first publishing makes the catalogue and its `root.json`.
 */
export const publish = (publishing: Publishing) =>
  inRepository(publishing, async open => {
    const signed = begun(open)
    open.need(['targets', 'snapshot', 'timestamp'], signed.root)
    const tree = await openTree(open.repository, open.signed)
    const plan = await planned(await findSources(publishing.sources), tree, publishing)
    if (plan.problems.length > 0) throw new Refused(...plan.problems)

    const changed = await placeAll(plan.fresh, open, publishing)
    if (changed.size > 0) await publishList(open, signed, changed)
    const { fresh, unchanged, warnings } = plan
    return { kind: 'published', published: fresh.map(f => f.name), unchanged, warnings } satisfies Published
  })

const placeAll = async (fresh: Plan['fresh'], open: OpenRepository, publishing: Publishing) => {
  const tree = await openTree(open.repository, open.signed)
  const verified = await verifiedAuthors(publishing.keys, publishing.verified ?? [], open.disk)
  const changed = new Map<string, AddonEntry>()
  const placeOne = async ({ source }: Plan['fresh'][number]) => {
    const result = await checkSource(source)
    if (result.kind === 'wrong') throw new Refused(...result.problems)
    const files = placesOf(result.source)
    await place(result.source, files, { ...open, paid: publishing.paid })
    return { source: result.source, files }
  }
  await inBatches(fresh, placeOne, async ({ source, files }) => {
    const { slug } = source.manifest
    const before = changed.get(slug) ?? (await tree.find(slug))
    changed.set(slug, entryWith(before, source, { files, verified, now: open.now }))
  })
  return changed
}

const entryWith = (
  before: AddonEntry | undefined,
  source: CheckedSource,
  { files, verified, now }: { files: Packed; verified: ReadonlySet<string>; now: Date },
) =>
  withRelease(before, source, {
    placed: files.placed,
    entry: releaseEntryOf(source, files.placed, now.toISOString()),
    verified: verified.has(source.manifest.author.id),
  })

/** Where paid archives lie for the client area, unless told otherwise. */
export const paidFolder = (dataDir: string) => join(dataDir, 'client-area', 'releases')
