import * as nodeFiles from 'node:fs/promises'
import { join } from 'node:path'
import { Failed, fail } from '../marketplace/failures.ts'

/** What is asked of the file system; tests put one that is full, read-only or slow in its place. */
export type Files = Pick<
  typeof nodeFiles,
  'open' | 'mkdir' | 'rename' | 'rm' | 'readdir' | 'statfs' | 'readFile' | 'stat'
>

export type Disk = ReturnType<typeof diskIn>

/** One folder of the panel, written so that a power cut leaves the old state or the new one. */
export const diskIn = (root: string, files: Files = nodeFiles) => {
  const within = (...parts: string[]) => join(root, ...parts)

  const sync = async (folder: string) => {
    const handle = await files.open(folder, 'r')
    try {
      await handle.sync()
    } finally {
      await handle.close()
    }
  }

  const folder = (path: string) => named(root, () => files.mkdir(path, { recursive: true, mode: 0o700 }))

  const exists = (path: string) =>
    files.stat(path).then(
      () => true,
      () => false,
    )

  /** A new file with its bytes on the platter before this returns. */
  const write = (path: string, mode: number, fill: (handle: nodeFiles.FileHandle) => Promise<void>) =>
    named(root, async () => {
      const handle = await files.open(path, 'w', mode)
      try {
        await fill(handle)
        await handle.sync()
      } finally {
        await handle.close()
      }
    })

  /** One rename: whoever looks sees all of it or nothing. */
  const move = (from: string, to: string) =>
    named(root, async () => {
      await files.mkdir(join(to, '..'), { recursive: true, mode: 0o700 })
      await files.rename(from, to)
      await sync(join(to, '..'))
      await sync(join(to, '..', '..'))
    })

  const remove = (path: string) =>
    named(root, () => files.rm(path, { recursive: true, force: true, maxRetries: 2 }))

  const names = (path: string) => files.readdir(path).catch((): string[] => [])

  const free = async () => {
    const { bavail, bsize } = await files.statfs(root)
    return bavail * bsize
  }

  const read = (path: string) => files.readFile(path)

  const size = (path: string) =>
    files.stat(path).then(
      found => (found.isFile() ? found.size : undefined),
      () => undefined,
    )

  return { within, folder, exists, write, sync, move, remove, names, free, read, size }
}

/** Gives what a file system answers the name that the operator is told. */
const named = async <T>(root: string, work: () => Promise<T>): Promise<T> => {
  try {
    return await work()
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : ''
    if (error instanceof Failed || !/^E[A-Z0-9]+$/.test(code)) throw error
    if (code === 'ENOSPC' || code === 'EDQUOT') return fail('disk-full', { folder: root }, error)
    if (code === 'EROFS' || code === 'EACCES' || code === 'EPERM')
      return fail('disk-read-only', { folder: root }, error)
    return fail('disk-trouble', { folder: root, code }, error)
  }
}
