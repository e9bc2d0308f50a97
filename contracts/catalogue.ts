import { z } from 'zod'
import { author, kinds, language, link, oneLine, permissions, price, slug, version } from './manifest.ts'

/**
 * The list inside the signed catalogue. TUF's targets metadata names one target, `index/top.json`; from there each
 * file names the next by length and SHA-256, so that the whole tree hangs from the signature:
 *
 *     index/top.json → index/<length>-<sha256>.json (group) → index/<length>-<sha256>.json (leaf) → entries
 *
 * An add-on's place is decided by the SHA-256 of its slug (leading bits), so one new release changes one leaf, one
 * group and the top. The publisher doubles the number of leaves as the catalogue grows.
 *
 * A panel passes over fields it does not know, so that a newer publisher's list can be read; what an older panel must
 * not read at all gets another `format`.
 */
export const topIndexPath = 'index/top.json'

/** A file under the catalogue's `targets/`, and what its bytes must be. */
export const file = z.object({
  path: z
    .string()
    .regex(/^[a-z0-9][A-Za-z0-9._/-]{0,250}$/)
    .refine(path => !path.split('/').some(part => /^\.*$/.test(part)), { error: 'not a plain path' }),
  length: z.int().min(0).max(209_715_200),
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
})
export type CatalogueFile = z.infer<typeof file>

export const picture = z.object({
  ...file.shape,
  type: z.enum(['image/png', 'image/webp', 'image/jpeg']),
  width: z.int().min(1).max(8000),
  height: z.int().min(1).max(8000),
})

export const withdrawal = z.object({
  reason: z.string().min(1).max(500),
  severity: z.enum(['advise', 'stop']),
  replacement: version.optional(),
  at: z.iso.datetime(),
})

/** What the list says of one release; the rest is in its `release.json`. */
export const releaseEntry = z.object({
  version,
  published: z.iso.datetime(),
  supports: z.string().max(80),
  security: z.boolean(),
  notes: z.string().max(8_192),
  permissions: permissions.optional(),
  /** bytes on disk after unpacking */
  size: z.int().min(0),
  release: file,
  archive: file,
  /** where the archive is fetched: the public host, or the client area for paid ones */
  from: z.enum(['catalogue', 'client-area']),
  withdrawn: withdrawal.optional(),
})
export type ReleaseEntry = z.infer<typeof releaseEntry>

/** One add-on of the list; what is not said per release is that of its newest one. */
export const addonEntry = z.object({
  slug,
  kind: z.enum(kinds),
  name: oneLine(60),
  summary: oneLine(160),
  description: z.string().max(32_768),
  tags: z.array(z.string().regex(/^[a-z0-9-]{2,24}$/)).max(8),
  author: z.object({ ...author.shape, verified: z.boolean() }),
  licence: oneLine(60),
  terms: link.optional(),
  privacy: link.optional(),
  language: language.optional(),
  prices: z.array(price),
  icon: picture,
  screenshots: z.array(picture).max(8),
  firstPublished: z.iso.datetime(),
  /** newest version first (Semantic Versioning precedence) */
  releases: z.array(releaseEntry).min(1).max(200),
})
export type AddonEntry = z.infer<typeof addonEntry>

export const leafIndex = z.object({ addons: z.array(addonEntry) })
export type LeafIndex = z.infer<typeof leafIndex>
export const groupIndex = z.object({ leaves: z.array(file).max(512) })
export type GroupIndex = z.infer<typeof groupIndex>
export const topIndex = z.object({
  format: z.literal(1),
  generated: z.iso.datetime(),
  addons: z.int().min(0),
  groups: z.array(file).max(512),
})
export type TopIndex = z.infer<typeof topIndex>

/**
 * `releases/<slug>/<version>/release.json`: everything an archive may contain, to the byte. The archive holds what lies
 * under the source's `files/`, without that folder: a language's messages are `messages.json` in it.
 */
export const release = z.object({
  manifest: z.record(z.string(), z.json()),
  files: z
    .array(z.object({ ...file.shape, path: z.string().min(1).max(200), mode: z.enum(['644', '755']) }))
    .max(2_000),
  /** directories that are empty; those above a file go without saying */
  directories: z.array(z.string().min(1).max(200)).max(2_000).optional(),
  /** bytes of all files together */
  size: z.int().min(0),
  /** the SHA-256 of the unpacked tar itself, so that two different gzip streams of it are told from two contents */
  tar: z.object({ length: z.int().min(0), sha256: z.string().regex(/^[0-9a-f]{64}$/) }),
})
export type Release = z.infer<typeof release>
