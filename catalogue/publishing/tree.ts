import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { z } from 'zod'
import {
  type AddonEntry,
  type CatalogueFile,
  groupIndex,
  leafIndex,
  topIndex,
  topIndexPath,
} from '../../contracts/catalogue.ts'
import { sha256Of } from '../../contracts/sha256.ts'
import { Refused } from './refused.ts'
import type { Signed } from './signed-state.ts'

/** An add-on's leaf: the leading bits of the SHA-256 of its slug. `leaves` is a power of two. */
export const leafOf = (slug: string, leaves: number) => {
  const bits = Math.log2(leaves)
  return bits === 0 ? 0 : createHash('sha256').update(slug).digest().readUInt32BE() >>> (32 - bits)
}

/** The published list, read leaf by leaf as asked for; every file is checked against the one that names it. */
export const openTree = async (repository: string, signed: Signed | undefined) => {
  const read = reader(repository)
  const target = signed?.targets?.signed.targets[topIndexPath]
  const top = target && (await read(topIndex, topFile(target.length, target.hashes['sha256'] ?? '')))
  const groups = await Promise.all((top?.groups ?? []).map(group => read(groupIndex, group)))
  const files = groups.flatMap(group => group.leaves)
  const loaded = new Map<number, Map<string, AddonEntry>>()

  const leaf = async (n: number) => {
    const held = loaded.get(n)
    if (held) return held
    const file = files[n]
    const addons = file ? (await read(leafIndex, file)).addons : []
    const entries = new Map(addons.map(addon => [addon.slug, addon]))
    loaded.set(n, entries)
    return entries
  }
  return {
    leaves: Math.max(1, files.length),
    files,
    addons: top?.addons ?? 0,
    leaf,
    find: async (slug: string) => (await leaf(leafOf(slug, Math.max(1, files.length)))).get(slug),
  }
}
export type Tree = Awaited<ReturnType<typeof openTree>>

const topFile = (length: number, hash: string): CatalogueFile => ({
  path: `index/${hash}.top.json`,
  length,
  sha256: hash,
})

const reader =
  (repository: string) =>
  async <T extends z.ZodType>(schema: T, file: CatalogueFile): Promise<z.infer<T>> => {
    const bytes = await readFile(join(repository, 'targets', file.path)).catch(() => undefined)
    if (!bytes || bytes.length !== file.length || sha256Of(bytes) !== file.sha256)
      throw new Refused(
        `The catalogue in ${repository} is damaged: put targets/${file.path} back from a copy.`,
      )
    return schema.parse(JSON.parse(bytes.toString('utf8')))
  }
