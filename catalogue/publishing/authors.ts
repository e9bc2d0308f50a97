import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { slug } from '../../contracts/manifest.ts'
import type { Disk } from './disk.ts'
import { refuse } from './refused.ts'

const list = z.strictObject({ verified: z.array(slug) })

/** The authors whom the vendor has checked: kept in `authors.json` beside the keys, with the new ones added. */
export const verifiedAuthors = async (
  keyFolders: readonly string[],
  added: readonly string[],
  disk: Disk,
): Promise<Set<string>> => {
  const known = (await Promise.all(keyFolders.map(readList))).flat()
  const all = new Set([...known, ...added])
  const [folder] = keyFolders
  if (folder !== undefined && all.size > new Set(known).size) {
    const text = JSON.stringify({ verified: [...all].toSorted() }, null, 2)
    await disk.write(join(folder, 'authors.json'), Buffer.from(`${text}\n`), 0o600)
  }
  return all
}

const readList = async (folder: string) => {
  const file = join(folder, 'authors.json')
  const text = await readFile(file, 'utf8').catch(() => undefined)
  if (text === undefined) return []
  try {
    return list.parse(JSON.parse(text)).verified
  } catch {
    return refuse(`${file} can't be read: it should be {"verified": ["author-id"]}.`)
  }
}
