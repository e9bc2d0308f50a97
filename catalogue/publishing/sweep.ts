import { readdir, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'

const keptFor = 14 * 86_400_000

/**
 * Removes what the list no longer names, two weeks after it was written: until then a help desk in the middle of a
 * refresh, or a cache that is behind, may still ask for it. Roots are kept for ever.
 */
export const sweep = async (folder: string, named: ReadonlySet<string>, now: Date) => {
  const files = await readdir(folder)
  const stale = files.filter(name => !named.has(name) && !/^(\d+\.root|timestamp)\.json$/.test(name))
  await Promise.all(stale.map(name => removeIfOld(join(folder, name), now)))
}

const removeIfOld = async (file: string, now: Date) => {
  const { mtimeMs } = await stat(file)
  if (now.getTime() - mtimeMs > keptFor) await rm(file, { force: true })
}
