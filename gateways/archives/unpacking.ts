import { dirname, join } from 'node:path'
import { ArchiveRefused, readArchive } from '../../contracts/archives.ts'
import { fail } from '../../marketplace/failures.ts'
import type { PlacedRelease } from '../../marketplace/installations.ts'
import type { Disk } from '../disk.ts'

const longest = 30_000

/** Unpacks into a folder of its own: names and bytes come from the signed list only. Ends with everything on the platter. */
export const unpackInto = async (
  disk: Disk,
  folder: string,
  archive: Buffer,
  { release }: PlacedRelease,
  stopping: AbortSignal,
) => {
  const folders = new Set([folder])
  await disk.folder(folder)
  try {
    const signal = AbortSignal.timeout(longest)
    for await (const entry of readArchive(archive, release, { signal })) {
      stopping.throwIfAborted()
      const path = join(folder, entry.path)
      const above = entry.type === 'directory' ? path : dirname(path)
      if (!folders.has(above)) await disk.folder(above)
      for (let one = above; !folders.has(one); one = dirname(one)) folders.add(one)
      if (entry.type === 'file')
        await disk.write(path, entry.mode === '755' ? 0o755 : 0o644, handle => handle.writeFile(entry.bytes))
    }
  } catch (error) {
    if (!(error instanceof ArchiveRefused)) throw error
    fail('archive-refused', { reason: error.message }, error)
  }
  for (const one of folders) await disk.sync(one)
}
