import { dirname, join } from 'node:path'
import { type ArchiveEntry, ArchiveRefused, checkArchive, readArchive } from '../../contracts/archives.ts'
import { fail } from '../../marketplace/failures.ts'
import type { PlacedRelease } from '../../marketplace/installations.ts'
import type { Disk } from '../disk.ts'

const longest = 30_000

interface Packed {
  archive: Buffer
  placed: PlacedRelease
  /** the panel is stopping */
  stopping: AbortSignal
}

/**
 * Unpacks into a folder of its own: names and bytes come from the signed list only. All of it is read once before
 * anything is written, so that a hostile archive leaves no trace. Ends with everything on the platter.
 */
export const unpackInto = (disk: Disk, folder: string, { archive, placed, stopping }: Packed) =>
  inTime(stopping, async signal => {
    await checkArchive(archive, placed.release, { signal })
    await writeAll(disk, folder, readArchive(archive, placed.release, { signal }))
  })

const writeAll = async (disk: Disk, folder: string, entries: AsyncIterable<ArchiveEntry>) => {
  const folders = new Set([folder])
  await disk.folder(folder)
  for await (const entry of entries) {
    const path = join(folder, entry.path)
    const above = entry.type === 'directory' ? path : dirname(path)
    if (!folders.has(above)) await disk.looseFolder(above)
    for (let one = above; !folders.has(one); one = dirname(one)) folders.add(one)
    if (entry.type === 'file')
      await disk.write(path, entry.mode === '755' ? 0o755 : 0o644, handle => handle.writeFile(entry.bytes))
  }
  for (const one of folders) await disk.sync(one)
}

const inTime = async (stopping: AbortSignal, work: (signal: AbortSignal) => Promise<void>) => {
  const limit = new AbortController()
  const stop = () => limit.abort()
  const timer = setTimeout(stop, longest)
  stopping.addEventListener('abort', stop)
  if (stopping.aborted) stop()
  try {
    await work(limit.signal)
  } catch (error) {
    if (!(error instanceof ArchiveRefused)) throw error
    // a panel that stops says nothing about the archive
    stopping.throwIfAborted()
    fail('archive-refused', { reason: error.message }, error)
  } finally {
    clearTimeout(timer)
    stopping.removeEventListener('abort', stop)
  }
}
