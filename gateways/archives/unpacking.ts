import { dirname, join } from 'node:path'
import { ArchiveRefused, readArchive } from '../../contracts/archives.ts'
import { fail } from '../../marketplace/failures.ts'
import type { PlacedRelease } from '../../marketplace/installations.ts'
import type { Disk } from '../disk.ts'

const longest = 30_000

interface Packed {
  archive: Buffer
  placed: PlacedRelease
  /** the panel is stopping */
  signal: AbortSignal
}

/**
 * Unpacks into a folder of its own: names and bytes come from the signed list only. All of it is read once before
 * anything is written, so that a hostile archive leaves no trace. Ends with everything on the platter.
 */
export const unpackInto = async (disk: Disk, folder: string, packed: Packed) => {
  for await (const _ of entriesOf(packed));
  const folders = new Set([folder])
  await disk.folder(folder)
  for await (const entry of entriesOf(packed)) {
    const path = join(folder, entry.path)
    const above = entry.type === 'directory' ? path : dirname(path)
    if (!folders.has(above)) await disk.looseFolder(above)
    for (let one = above; !folders.has(one); one = dirname(one)) folders.add(one)
    if (entry.type === 'file')
      await disk.write(path, entry.mode === '755' ? 0o755 : 0o644, handle => handle.writeFile(entry.bytes))
  }
  for (const one of folders) await disk.sync(one)
}

async function* entriesOf({ archive, placed, signal: stopping }: Packed) {
  try {
    const signal = AbortSignal.timeout(longest)
    for await (const entry of readArchive(archive, placed.release, { signal })) {
      stopping.throwIfAborted()
      yield entry
    }
  } catch (error) {
    if (!(error instanceof ArchiveRefused)) throw error
    fail('archive-refused', { reason: error.message }, error)
  }
}
