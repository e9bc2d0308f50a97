import { resolve } from 'node:path'
import semver from 'semver'
import { findSources } from '../../catalogue/publish.ts'
import type { Offered } from '../../client-area/billing/price-list.ts'
import { type Manifest, manifest } from '../../contracts/manifest.ts'
import { Failed } from '../command.ts'

/** The newest manifest of each add-on in a folder as `publish` takes it, by slug. */
export const newestManifests = async (source: string): Promise<Manifest[]> => {
  const newest = new Map<string, Manifest>()
  for (const one of await sourcesIn(source)) {
    const { files } = await one.read()
    const read = readManifest(files.get('manifest.json')?.bytes, one.label)
    const known = newest.get(read.slug)
    if (!known || semver.gt(read.version, known.version)) newest.set(read.slug, read)
  }
  return [...newest.values()].toSorted((a, b) => a.slug.localeCompare(b.slug))
}

const sourcesIn = async (source: string) => {
  try {
    return await findSources([resolve(source)])
  } catch (error) {
    throw new Failed(error instanceof Error ? error.message : String(error), { cause: error })
  }
}

const readManifest = (bytes: Buffer | undefined, label: string) => {
  const read = manifest.safeParse(parsed(bytes?.toString('utf8') ?? ''))
  if (read.success) return read.data
  const [issue] = read.error.issues
  throw new Failed(`${label}: manifest.json: ${issue?.path.join('.')}: ${issue?.message}`)
}

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** What a manifest says to the price list. */
export const offeredBy = ({ slug, name, author, prices }: Manifest): Offered => ({
  addon: slug,
  name,
  author: author.id,
  prices,
})
