import { isDeepStrictEqual } from 'node:util'
import { type AddonEntry, type Release, type ReleaseEntry, release } from '../../contracts/catalogue.ts'
import { manifest } from '../../contracts/manifest.ts'
import { sha256Of } from '../../contracts/sha256.ts'
import { fail } from '../../marketplace/failures.ts'
import { newestRelease } from '../../marketplace/releases.ts'
import type { Disk } from '../disk.ts'

/** The bytes of a file if they are the signed ones; undefined if they are others, or none. */
export const bytesMatching = async (
  disk: Disk,
  { length, sha256 }: { length: number; sha256: string },
  path: string,
) => {
  if ((await disk.size(path)) !== length) return undefined
  const bytes = await disk.read(path)
  return sha256Of(bytes) === sha256 ? bytes : undefined
}

/** Whether a file has the signed bytes, however large it is: they are never in memory together. */
export const isMatching = async (
  disk: Disk,
  { length, sha256 }: { length: number; sha256: string },
  path: string,
) => (await disk.size(path)) === length && (await disk.digest(path)) === sha256

/** Reads `release.json`. Stops a valid archive of another add-on, kind, version or edition under the wanted name. */
export const listedIn = (bytes: Buffer, addon: AddonEntry, entry: ReleaseEntry): Release => {
  const read = release.safeParse(jsonOf(bytes))
  if (!read.success) return fail('unreadable-release', { name: addon.name }, read.error)
  const inside = manifest.safeParse(read.data.manifest)
  if (!inside.success) return fail('unreadable-release', { name: addon.name }, inside.error)
  const { slug, kind, version, language, permissions, supports } = inside.data
  const listed = {
    slug: addon.slug,
    kind: addon.kind,
    version: entry.version,
    supports: entry.supports,
    permissions: entry.permissions,
  }
  if (!isDeepStrictEqual({ slug, kind, version, supports, permissions }, listed))
    fail('another-release', { name: addon.name })
  if (addon.language && !isOfThatLanguage(addon, entry, language))
    fail('another-release', { name: addon.name })
  return read.data
}

/** The newest release speaks for the add-on; an earlier one may have given its language another code. */
const isOfThatLanguage = (addon: AddonEntry, { version }: ReleaseEntry, language?: { code: string }) =>
  newestRelease(addon).version === version ? language?.code === addon.language?.code : language !== undefined

const jsonOf = (bytes: Buffer): unknown => {
  try {
    return JSON.parse(bytes.toString('utf8'))
  } catch {
    return undefined
  }
}
