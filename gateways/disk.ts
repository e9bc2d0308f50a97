import * as nodeFiles from 'node:fs/promises'
import { dirname, join, normalize } from 'node:path'
import { Failed, fail } from '../marketplace/failures.ts'

/** What is asked of the file system; tests put one that is full, read-only or slow in its place. */
export type Files = Pick<
  typeof nodeFiles,
  'open' | 'mkdir' | 'rename' | 'rm' | 'readdir' | 'statfs' | 'readFile' | 'stat' | 'lstat'
>

export type Disk = ReturnType<typeof diskIn>

/** One folder of the panel, written so that a power cut leaves the old state or the new one. */
export const diskIn = (root: string, files: Files = nodeFiles) => {
  const within = (...parts: string[]) => join(root, ...parts)

  const syncNow = async (path: string) => {
    const handle = await files.open(path, 'r')
    try {
      await handle.sync()
    } finally {
      await handle.close()
    }
  }
  const sync = (path: string) => named(root, () => syncNow(path))

  const make = (path: string) => files.mkdir(path, { recursive: true, mode: 0o700 })

  /** A folder that no power cut takes back: each name on the way to it that is new is on the platter, too. */
  const folder = (path: string) =>
    named(root, async () => {
      const first = await make(path)
      if (first !== undefined) for (const above of foldersBetween(first, path)) await syncNow(above)
    })

  /** A folder whose names the caller syncs, all at once. */
  const looseFolder = (path: string) => named(root, () => make(path))

  const exists = (path: string) =>
    files.lstat(path).then(
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

  /** One rename: whoever looks sees all of it or nothing. What is in it was synced before. */
  const move = async (from: string, to: string) => {
    await folder(dirname(to))
    await named(root, async () => {
      await files.rename(from, to)
      await syncNow(dirname(to))
      if (dirname(from) !== dirname(to)) await syncNow(dirname(from))
    })
  }

  const remove = (path: string) =>
    named(root, () => files.rm(path, { recursive: true, force: true, maxRetries: 2 }))

  const names = (path: string) => files.readdir(path).catch((): string[] => [])

  const free = () =>
    named(root, async () => {
      const { bavail, bsize } = await files.statfs(root)
      return bavail * bsize
    })

  const read = (path: string) => named(root, () => files.readFile(path))

  /** How long a plain file is; undefined for anything else, a link to a file among it. */
  const size = (path: string) =>
    files.lstat(path).then(
      found => (found.isFile() ? found.size : undefined),
      () => undefined,
    )

  /** What lies under a folder, links not followed: paths below it, a folder's with `/` at its end. Stops after `most`. */
  const under = (path: string, most: number) =>
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
    })

  return {
    within,
    folder,
    looseFolder,
    exists,
    write,
    sync,
    move,
    remove,
    names,
    free,
    read,
    size,
    under,
  }
}

/** The folders that hold the names of all folders from the first to the last. */
const foldersBetween = (first: string, last: string) => {
  const above = [dirname(first)]
  for (let one = normalize(last); one !== normalize(first) && one !== dirname(one); one = dirname(one))
    above.push(dirname(one))
  return above
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
