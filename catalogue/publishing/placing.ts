import { join } from 'node:path'
import type { CatalogueFile } from '../../contracts/catalogue.ts'
import { sha256Of } from '../../contracts/sha256.ts'
import type { CheckedSource } from './checks.ts'
import type { CheckedPicture } from './checks/pictures.ts'
import type { Disk } from './disk.ts'
import type { Placed } from './entries.ts'
import { Refused } from './refused.ts'

export interface Places {
  repository: string
  /** folder of the paid archives, which the client area hands out */
  paid: string | undefined
  disk: Disk
}

const extensions = { 'image/png': 'png', 'image/webp': 'webp', 'image/jpeg': 'jpg' } as const

/** Where each file of a release belongs. Nothing is written yet. */
export const placesOf = (source: CheckedSource) => {
  const { slug, version } = source.manifest
  const folder = `releases/${slug}/${version}`
  const { archive, ...contents } = source.packed
  const releaseBytes = Buffer.from(JSON.stringify({ manifest: source.manifest, ...contents }))
  const icon = listedPicture(source.icon)
  const screenshots = source.screenshots.map(listedPicture)
  const placed: Placed = {
    release: listed(`${folder}/release.json`, releaseBytes),
    archive: listed(`${folder}/archive.tgz`, archive),
    size: contents.size,
    icon,
    screenshots,
  }
  return { placed, releaseBytes, archive }
}
export type Packed = ReturnType<typeof placesOf>

const listed = (path: string, bytes: Uint8Array): CatalogueFile => ({
  path,
  length: bytes.length,
  sha256: sha256Of(bytes),
})

const listedPicture = ({ bytes, type, width, height }: CheckedPicture) => {
  const { sha256, length } = listed('', bytes)
  return { path: `pictures/${sha256}.${extensions[type]}`, length, sha256, type, width, height }
}

/** Writes a release: everything public under `targets/`, a paid archive where only the client area reads it. */
export const place = async (
  { manifest: m, icon, screenshots }: CheckedSource,
  { placed, releaseBytes, archive }: Packed,
  { repository, paid, disk }: Places,
) => {
  const targets = join(repository, 'targets')
  for (const picture of [icon, ...screenshots])
    await disk.writeOnce(join(targets, listedPicture(picture).path), picture.bytes)
  await disk.write(join(targets, placed.release.path), releaseBytes)
  if (m.prices.length === 0) return disk.write(join(targets, placed.archive.path), archive)
  if (paid === undefined)
    throw new Refused(`${m.slug} ${m.version}: is paid: name the folder for paid archives with --paid.`)
  return disk.write(join(paid, m.slug, m.version, 'archive.tgz'), archive)
}
