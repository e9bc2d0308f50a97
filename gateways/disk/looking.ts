import { createHash } from 'node:crypto'
import { join } from 'node:path'
import type { Files } from '../disk.ts'
import { named } from './naming.ts'

/** What is asked of a folder without changing it. No link is followed to see what it is. */
export const lookingIn = (root: string, files: Files) => ({
  exists: (path: string) =>
    files.lstat(path).then(
      () => true,
      () => false,
    ),

  isFolder: (path: string) =>
    files.lstat(path).then(
      found => found.isDirectory(),
      () => false,
    ),

  names: (path: string) => files.readdir(path).catch((): string[] => []),

  free: () =>
    named(root, async () => {
      const { bavail, bsize } = await files.statfs(root)
      return bavail * bsize
    }),

  read: (path: string) => named(root, () => files.readFile(path)),

  /** the SHA-256 of a file, read piece by piece */
  digest: (path: string) =>
    named(root, async () => {
      const [hash, piece] = [createHash('sha256'), Buffer.allocUnsafe(262_144)]
      const handle = await files.open(path, 'r')
      try {
        for (;;) {
          const { bytesRead } = await handle.read(piece, 0, piece.length)
          if (bytesRead === 0) return hash.digest('hex')
          hash.update(piece.subarray(0, bytesRead))
        }
      } finally {
        await handle.close()
      }
    }),

  /** how long a plain file is; undefined for anything else, a link to a file among it */
  size: (path: string) =>
    files.lstat(path).then(
      found => (found.isFile() ? found.size : undefined),
      () => undefined,
    ),

  /** what lies below a folder, as paths from there, a folder's with `/` at its end; no more than about so many */
  under: (path: string, most: number) =>
    named(root, async () => {
      const found: string[] = []
      const look = async (below: string) => {
        for (const entry of await files.readdir(join(path, below), { withFileTypes: true })) {
          if (found.length > most) return
          found.push(`${below}${entry.name}${entry.isDirectory() ? '/' : ''}`)
          if (entry.isDirectory()) await look(`${below}${entry.name}/`)
        }
      }
      await look('')
      return found
    }),
})
