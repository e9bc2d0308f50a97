import * as nodeFiles from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import { lookingIn } from './disk/looking.ts'
import { named } from './disk/naming.ts'

/** What is asked of the file system; tests put one that is full, read-only or slow in its place. */
export type Files = Pick<
  typeof nodeFiles,
  'open' | 'mkdir' | 'rename' | 'rm' | 'readdir' | 'statfs' | 'readFile' | 'lstat'
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

  /** A folder whose name, and that of each new one above it, is on the platter before this returns. */
  const folder = (path: string) =>
    named(root, async () => {
      const first = await make(path)
      if (first !== undefined) for (const holder of holdersOf(first, path)) await syncNow(holder)
    })

  /** A folder inside one that is moved later: whoever moves it syncs it before. */
  const looseFolder = (path: string) => named(root, () => make(path))

  /** A new file with its bytes on the platter before this returns; its name is there once its folder is synced. */
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

  /** One rename: whoever looks sees all of it or nothing. What is moved was synced before. */
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

  return { within, folder, looseFolder, write, sync, move, remove, ...lookingIn(root, files) }
}

/** The folders in which the names stand of all folders from the first one down to the last. */
const holdersOf = (first: string, last: string) => {
  const holders: string[] = []
  for (let one = resolve(last); one.length >= resolve(first).length; one = dirname(one))
    holders.push(dirname(one))
  return holders
}
