import { basename, join } from 'node:path'
import type { z } from 'zod'
import type { AddonEntry, CatalogueFile, groupIndex, leafIndex } from '../../contracts/catalogue.ts'
import { sha256Of } from '../../contracts/sha256.ts'
import type { Disk } from './disk.ts'
import { leafOf, type Tree } from './tree.ts'

/** A leaf above this many bytes, on average, doubles the number of leaves. */
const fullLeaf = 12_288

/** Writes what changes of the list: leaves, their groups and the top, whose bytes are what gets signed. */
export const writeTree = async (
  tree: Tree,
  changed: ReadonlyMap<string, AddonEntry>,
  { repository, disk, now }: { repository: string; disk: Disk; now: Date },
) => {
  const write = async (path: (hash: string) => string, content: unknown) => {
    const bytes = Buffer.from(JSON.stringify(content))
    const file = { path: path(sha256Of(bytes)), length: bytes.length, sha256: sha256Of(bytes) }
    await disk.write(join(repository, 'targets', file.path), bytes)
    return { file, bytes }
  }
  const shard = async (content: z.infer<typeof leafIndex> | z.infer<typeof groupIndex>) => {
    const { length } = Buffer.from(JSON.stringify(content))
    return (await write(hash => `index/${length}-${hash}.json`, content)).file
  }

  const { leaves, added } = await mended(tree, changed)
  const files = tree.files.length === leaves.count ? [...tree.files] : []
  for (const [n, addons] of leaves.entries) files[n] = await shard({ addons })
  const groups = await Promise.all(inGroups(files).map(async group => shard({ leaves: group })))
  const top = { format: 1, generated: now.toISOString(), addons: tree.addons + added, groups }
  const { file, bytes } = await write(hash => `index/${hash}.top.json`, top)
  return { top: bytes, named: new Set([...files, ...groups, file].map(({ path }) => basename(path))) }
}

interface Leaves {
  count: number
  entries: Map<number, AddonEntry[]>
}

/** The leaves that are other than before: those with a changed add-on, or all of them when their number doubles. */
const mended = async (tree: Tree, changed: ReadonlyMap<string, AddonEntry>) => {
  let added = 0
  const entries = new Map<number, AddonEntry[]>()
  for (const [slug, entry] of changed) {
    const n = leafOf(slug, tree.leaves)
    const leaf = await tree.leaf(n)
    if (!leaf.has(slug)) added += 1
    leaf.set(slug, entry)
    entries.set(n, [])
  }
  for (const n of entries.keys()) entries.set(n, inOrder((await tree.leaf(n)).values()))
  const count = leavesFor(tree, entries)
  return { added, leaves: count === tree.leaves ? { count, entries } : await spread(tree, count) }
}

const inOrder = (entries: Iterable<AddonEntry>) => [...entries].toSorted((a, b) => (a.slug < b.slug ? -1 : 1))

const leavesFor = (tree: Tree, entries: Map<number, AddonEntry[]>) => {
  const kept = tree.files.reduce((sum, file, n) => sum + (entries.has(n) ? 0 : file.length), 0)
  const written = [...entries.values()].reduce(
    (sum, leaf) => sum + Buffer.byteLength(JSON.stringify(leaf)),
    0,
  )
  let count = tree.leaves
  while ((kept + written) / count > fullLeaf && count < 2 ** 17) count *= 2
  return count
}

const spread = async (tree: Tree, count: number): Promise<Leaves> => {
  const entries = new Map<number, AddonEntry[]>(Array.from({ length: count }, (_, n) => [n, []]))
  for (let n = 0; n < tree.leaves; n += 1)
    for (const addon of (await tree.leaf(n)).values()) entries.get(leafOf(addon.slug, count))?.push(addon)
  for (const [n, addons] of entries) entries.set(n, inOrder(addons))
  return { count, entries }
}

const inGroups = (files: CatalogueFile[]) => {
  const size = 2 ** Math.floor(Math.log2(files.length) / 2)
  return Array.from({ length: files.length / size }, (_, n) => files.slice(n * size, (n + 1) * size))
}
