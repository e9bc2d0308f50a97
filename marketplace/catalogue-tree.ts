import { createHash } from 'node:crypto'
import type { AddonEntry, CatalogueFile, GroupIndex, LeafIndex, TopIndex } from '../contracts/catalogue.ts'
import { ahead } from './ahead.ts'
import { NotRefreshed } from './errors.ts'

/** A stretch of all slugs, by the leading bits of their SHA-256: from `from` up to, not with, `to`. */
export interface Range {
  from: number
  to: number
}

/** The SHA-256 of the index files of one part of the list, by place. The part's own file has the empty place. */
export interface Part {
  key: string
  files: ReadonlyMap<string, string>
}

export interface Leaf {
  file: CatalogueFile
  range: Range
}

/** The leading bits of a slug's SHA-256: its place among all slugs. */
export const placeOf = (slug: string) => createHash('sha256').update(slug).digest().readUIntBE(0, 3)
const places = 2 ** 24

interface Known {
  group: (file: CatalogueFile) => Promise<GroupIndex>
  leavesUnder: (part: string) => Promise<ReadonlyMap<string, string>>
}

/** Walks the index down to the leaves that differ from the known ones; what is known by its hash is not fetched. */
export const changesOf = async (
  { groups }: TopIndex,
  known: ReadonlyMap<string, string>,
  { group, leavesUnder }: Known,
) => {
  checkCount(groups.length)
  const all = groups.map((file, g) => ({ file, g, key: `${groups.length}.${g}` }))
  const unknown = all.filter(({ file, key }) => known.get(key) !== file.sha256)
  const parts: Part[] = []
  const leaves: Leaf[] = []
  for await (const { key, file, g, found } of ahead(unknown, async one => ({
    ...one,
    found: await group(one.file),
  }))) {
    checkCount(found.leaves.length)
    const before = known.size > 0 ? await leavesUnder(key) : new Map<string, string>()
    const named = found.leaves.map((leaf, l) => ({ leaf, l, place: `${found.leaves.length}.${l}` }))
    parts.push({
      key,
      files: new Map([['', file.sha256], ...named.map(({ place, leaf }) => [place, leaf.sha256] as const)]),
    })
    for (const { leaf, l, place } of named)
      if (before.get(place) !== leaf.sha256)
        leaves.push({ file: leaf, range: rangeOf(g * named.length + l, groups.length * named.length) })
  }
  return { keys: all.map(({ key }) => key), parts, leaves }
}

const rangeOf = (n: number, count: number): Range => ({
  from: (n * places) / count,
  to: ((n + 1) * places) / count,
})

const checkCount = (count: number) => {
  if (count === 0 || !Number.isInteger(Math.log2(count)))
    throw new NotRefreshed('unreadable', `An index has ${count} parts, which is no power of two.`)
}

/** Reads a leaf, each add-on of which must stand where its slug belongs, once. */
export const readLeaf = async (
  list: { leaf: (file: CatalogueFile) => Promise<LeafIndex> },
  { file, range }: Leaf,
): Promise<{ range: Range; addons: AddonEntry[] }> => {
  const { addons } = await list.leaf(file)
  const seen = new Set<string>()
  for (const { slug } of addons) {
    const place = placeOf(slug)
    // stops one part of the list from speaking for an add-on that stands in another
    if (place < range.from || place >= range.to || seen.has(slug))
      throw new NotRefreshed(
        'tampered',
        `The add-on "${slug}" stands in a part of the list where it does not belong.`,
      )
    seen.add(slug)
  }
  return { range, addons }
}
