import type { AddonEntry, ReleaseEntry } from '../../contracts/catalogue.ts'
import { inBatches } from './batches.ts'
import { type CheckedSource, checkLanguage, checkSource } from './checks.ts'
import { speaker } from './entries.ts'
import { placesOf } from './placing.ts'
import type { Source } from './sources.ts'
import type { Tree } from './tree.ts'

export interface ReleaseName {
  slug: string
  version: string
}

export interface Given {
  english: Record<string, string>
  paid?: string
}

/** What publishing some sources would do. */
export interface Plan {
  problems: string[]
  warnings: string[]
  unchanged: ReleaseName[]
  fresh: { source: Source; name: ReleaseName }[]
}

/** Looks at every source before anything is written. Sources are read again later: ten thousand don't fit in memory. */
export const planned = async (sources: Source[], tree: Tree, given: Given) => {
  const plan: Plan = { problems: [], warnings: [], unchanged: [], fresh: [] }
  const seen = new Set<string>()
  await inBatches(sources, checkSource, async (result, source) => {
    if (result.kind === 'wrong') plan.problems.push(...result.problems)
    else await planOne(plan, source, { checked: result.source, tree, given, seen })
  })
  return plan
}

interface Found {
  checked: CheckedSource
  tree: Tree
  given: Given
  /** releases met so far */
  seen: Set<string>
}

const planOne = async (plan: Plan, source: Source, { checked, tree, given, seen }: Found) => {
  const { slug, version } = checked.manifest
  const title = `${slug} ${version}`
  if (seen.has(title)) plan.problems.push(`${title}: is among the sources twice`)
  seen.add(title)
  const addon = await tree.find(slug)
  const there = addon?.releases.find(release => release.version === version)
  if (!addon || !there) return planFresh(plan, source, { checked, addon, given })
  if (isSame(addon, there, checked)) plan.unchanged.push({ slug, version })
  else plan.problems.push(`${title}: is already published with other content; give it a new version`)
}

const planFresh = (
  plan: Plan,
  source: Source,
  { checked, addon, given }: Omit<Found, 'tree' | 'seen'> & { addon: AddonEntry | undefined },
) => {
  const { slug, version, prices } = checked.manifest
  const { problems, warnings } = checkLanguage(checked, given.english)
  plan.problems.push(...problems, ...kindProblem(addon, checked))
  if (prices.length > 0 && given.paid === undefined)
    plan.problems.push(`${slug} ${version}: is paid, and no folder for paid archives was named`)
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
