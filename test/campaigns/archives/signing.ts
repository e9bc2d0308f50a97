import { mkdir, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import { manifestOf } from '../../../catalogue/test/support.ts'
import type { AddonEntry } from '../../../contracts/catalogue.ts'
import { sha256Of } from '../../../contracts/sha256.ts'
import type { Market } from '../../support/market.ts'
import { marketListing } from '../signed-list.ts'
import type { Packed } from './good.ts'

/** A listed language pack, whose archive holds what the vendor would never have published, and has signed all the same. */
export interface Signed<T extends Packed = Packed> {
  slug: string
  packed: T
  entry: AddonEntry
}

/** A market that sells these archives, each under a name of its own and with genuine signatures. */
export const marketOf = async <T extends Packed>(archives: readonly T[]) => {
  const signed: Signed<T>[] = []
  const shop = await marketListing(async (place, template) => {
    for (const [n, packed] of archives.entries()) {
      const slug = `pack-${n}`
      signed.push({ slug, packed, entry: await entryOf(place, template, { slug, packed, code: codeOf(n) }) })
    }
    return signed.map(({ entry }) => entry)
  })
  return { shop, signed }
}

// a language of its own for each, or they would keep each other out
const codeOf = (n: number) => `q${String.fromCharCode(97 + Math.floor(n / 26), 97 + (n % 26))}`

const entryOf = async (
  shop: Market,
  template: AddonEntry,
  { slug, packed, code }: { slug: string; packed: Packed; code: string },
): Promise<AddonEntry> => {
  const [newest] = template.releases
  if (!newest) throw new Error('the model has no release')
  const name = slug.replace('pack-', 'Pack ')
  const language = { code, direction: 'ltr' as const, name }
  const manifest = manifestOf({ slug, manifest: { name, language, ...packed.manifest } })
  const release = Buffer.from(JSON.stringify({ ...packed.release, manifest }))
  const put = async (file: string, bytes: Uint8Array) => {
    const path = `releases/${slug}/1.0.0/${file}`
    await mkdir(dirname(shop.file(path)), { recursive: true })
    await writeFile(shop.file(path), bytes)
    return { path, length: bytes.length, sha256: sha256Of(bytes) }
  }
  const files = {
    release: await put('release.json', release),
    archive: await put('archive.tgz', packed.archive),
  }
  return { ...template, slug, name, language, releases: [{ ...newest, ...files, size: packed.release.size }] }
}
