import { join } from 'node:path'
import type { AddonEntry, ReleaseEntry } from '../../contracts/catalogue.ts'
import { verifiedAuthors } from './authors.ts'
import { type CheckedSource, checkLanguage, checkSource } from './checks.ts'
import { releaseEntryOf, speaker, withRelease } from './entries.ts'
import { type Packed, place, placesOf } from './placing.ts'
import { Refused } from './refused.ts'
import { begun, inRepository, type OpenRepository, publishList, type Workplace } from './repository.ts'
import { findSources, type Source } from './sources.ts'
import { openTree, type Tree } from './tree.ts'

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

export interface ReleaseName {
  slug: string
  version: string
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

interface Plan {
  problems: string[]
  warnings: string[]
  unchanged: ReleaseName[]
  fresh: { source: Source; name: ReleaseName }[]
}

/** Looks at every source before anything is written. Sources are read again later: ten thousand don't fit in memory. */
const planned = async (sources: Source[], tree: Tree, { english, paid }: Publishing) => {
  const plan: Plan = { problems: [], warnings: [], unchanged: [], fresh: [] }
  const seen = new Set<string>()
  await inBatches(sources, checkSource, async (result, source) => {
    if (result.kind === 'wrong') plan.problems.push(...result.problems)
    else await planOne(plan, source, { checked: result.source, tree, english, paid, seen })
  })
  return plan
}

const planOne = async (
  plan: Plan,
  source: Source,
  {
    checked,
    tree,
    english,
    paid,
    seen,
  }: Pick<Publishing, 'english'> & {
    checked: CheckedSource
    tree: Tree
    paid: string | undefined
    seen: Set<string>
  },
) => {
  const { slug, version, prices } = checked.manifest
  const title = `${slug} ${version}`
  if (seen.has(title)) plan.problems.push(`${title}: is among the sources twice`)
  seen.add(title)
  const addon = await tree.find(slug)
  const there = addon?.releases.find(release => release.version === version)
  if (addon && there) {
    if (isSame(addon, there, checked)) plan.unchanged.push({ slug, version })
    else plan.problems.push(`${title}: is already published with other content; give it a new version`)
    return
  }
  const { problems, warnings } = checkLanguage(checked, english)
  plan.problems.push(...problems, ...kindProblem(addon, checked))
  if (prices.length > 0 && paid === undefined)
    plan.problems.push(`${title}: is paid, and no folder for paid archives was named`)
  plan.warnings.push(...warnings, ...authorWarning(addon, checked))
  plan.fresh.push({ source, name: { slug, version } })
}

// Another zlib may pack the same tar into other bytes, so what counts is the signed list of contents.
const isSame = (addon: AddonEntry, there: ReleaseEntry, checked: CheckedSource) => {
  const { placed } = placesOf(checked)
  if (placed.release.sha256 !== there.release.sha256 || checked.notes !== there.notes) return false
  if (speaker(addon.releases) !== there) return true
  const pictures = (of: Pick<AddonEntry, 'icon' | 'screenshots'>) =>
    [of.icon, ...of.screenshots].map(p => p.sha256).join(' ')
  return checked.description === addon.description && pictures(placed) === pictures(addon)
}

const kindProblem = (addon: AddonEntry | undefined, { manifest: m }: CheckedSource) =>
  addon && addon.kind !== m.kind
    ? [`${m.slug} ${m.version}: manifest.json: kind: is ${m.kind}, but ${m.slug} is a ${addon.kind}`]
    : []

const authorWarning = (addon: AddonEntry | undefined, { manifest: m }: CheckedSource) =>
  addon && addon.author.id !== m.author.id
    ? [`${m.slug} ${m.version}: comes from ${m.author.id}, earlier releases from ${addon.author.id}`]
    : []

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

/** Works on some at once, since most of the time is the disk's, and takes the results in order. */
const inBatches = async <From, To>(
  all: readonly From[],
  work: (one: From) => Promise<To>,
  take: (result: To, one: From) => Promise<void>,
) => {
  for (let n = 0; n < all.length; n += 8) {
    const batch = all.slice(n, n + 8)
    const results = await Promise.all(batch.map(async one => [await work(one), one] as const))
    for (const [result, one] of results) await take(result, one)
  }
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
