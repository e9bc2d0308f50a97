import { resolve } from 'node:path'
import { checkLanguage, checkSource, findSources, type Source } from '../../catalogue/publish.ts'
import { englishMessages } from '../../config/messages.ts'
import type { Manifest } from '../../contracts/manifest.ts'
import type { PlacedRelease } from '../../marketplace/installations.ts'
import { Failed } from '../command.ts'

/** A release that passes all that can be said of it without running it. */
export interface Release {
  manifest: Manifest
  placed: PlacedRelease
  /** the bytes of one file below `files/` */
  read: (path: string) => Buffer | undefined
  warnings: string[]
}

export type ReadRelease = { kind: 'fine'; release: Release } | { kind: 'wrong'; problems: string[] }

/** The releases in a folder or an archive, as `souk-vendor publish` finds them. Throws Failed. */
export const sourcesIn = async (path: string): Promise<Source[]> => {
  try {
    return await findSources([resolve(path)])
  } catch (error) {
    throw new Failed(error instanceof Error ? error.message : String(error), { cause: error })
  }
}

/** The only release in there. Throws Failed. */
export const sourceIn = async (path: string): Promise<Source> => {
  const [source, ...more] = await sourcesIn(path)
  if (source && more.length === 0) return source
  throw new Failed(`${path} holds ${more.length + 1} releases: name the folder of one, as ${path}/1.0.0.`)
}

/** Checks a release as publishing does. */
export const readRelease = async (source: Source): Promise<ReadRelease> => {
  const checked = await checkSource(source)
  if (checked.kind === 'wrong') return checked
  const { manifest: m } = checked.source
  const language = checkLanguage(checked.source, englishMessages())
  if (language.problems.length > 0) return { kind: 'wrong', problems: language.problems }
  const { files } = await source.read()
  const { archive: _, ...list } = checked.source.packed
  const placed = { addon: m.slug, version: m.version, release: { ...list, manifest: { ...plain(m) } } }
  const read = (path: string) => files.get(`files/${path}`)?.bytes
  return { kind: 'fine', release: { manifest: m, placed, read, warnings: language.warnings } }
}

const plain = (m: Manifest): PlacedRelease['release']['manifest'] => JSON.parse(JSON.stringify(m))
