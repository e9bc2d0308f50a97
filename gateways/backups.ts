import { link, mkdir, open, readdir, rename, rm, stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { createGzip } from 'node:zlib'
import { Unusable } from '../marketplace/backups.ts'
import { isAlive } from './processes.ts'

/**
 * Writes a new file, readable by its owner alone: whoever looks sees all of it or nothing. Never over another. Aborted, it
 * leaves nothing.
 */
export const writeNew = async (file: string, lines: AsyncIterable<string>, stopping?: AbortSignal) => {
  if (await exists(file)) throw taken(file)
  await mkdir(dirname(file), { recursive: true, mode: 0o700 })
  await sweep(dirname(file))
  const part = `${file}.${process.pid}.souk-part`
  try {
    await fill(part, lines, stopping)
    if (stopping?.aborted) throw stopped(file)
    await place(part, file)
  } catch (error) {
    throw stopping?.aborted && !(error instanceof Unusable) ? stopped(file) : namingDisk(file, error)
  } finally {
    await rm(part, { force: true })
  }
  await sync(dirname(file))
  return (await stat(file)).size
}

/** Where a backup of that name goes if somebody says `to`: into a folder, or to be that file. */
export const placeFor = async (to: string, name: string) => {
  const isFolder = await stat(to).then(
    found => found.isDirectory(),
    () => false,
  )
  return isFolder ? join(to, name) : to
}

const taken = (file: string) => new Unusable(`There is a file ${file} already: name another one with --to.`)

const stopped = (file: string) =>
  new Unusable(`Stopped before the backup was whole: nothing is left of ${file}.`)

const exists = (file: string) =>
  stat(file).then(
    () => true,
    () => false,
  )

const fill = async (part: string, lines: AsyncIterable<string>, stopping?: AbortSignal) => {
  const handle = await open(part, 'wx', 0o600)
  const zip = createGzip()
  const feeding = pipeline(lines, zip, stopping ? { signal: stopping } : {})
  // where writing fails first, that is the error to be told
  feeding.catch(() => {})
  try {
    for await (const chunk of zip) await handle.writeFile(chunk)
    await feeding
    await handle.sync()
  } finally {
    await handle.close()
  }
}

// a rename would take the place of a file that came meanwhile; where the file system knows no links it is looked for again
const place = async (part: string, file: string) => {
  try {
    await link(part, file)
  } catch (error) {
    const code = codeOf(error)
    if (code === 'EEXIST' || (await exists(file))) throw taken(file)
    if (code !== 'EPERM' && code !== 'ENOTSUP' && code !== 'ENOSYS') throw error
    await rename(part, file)
  }
}

const sync = async (folder: string) => {
  const handle = await open(folder, 'r')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}

/** What backups that were ended in their middle have left in that folder. */
const sweep = async (folder: string) => {
  for (const name of await readdir(folder)) {
    const pid = /\.(\d+)\.souk-part$/.exec(name)?.[1]
    if (pid && !isAlive(Number(pid))) await rm(join(folder, name), { force: true })
  }
}

const codeOf = (error: unknown) => (error instanceof Error && 'code' in error ? String(error.code) : '')

const namingDisk = (file: string, error: unknown) => {
  const code = codeOf(error)
  if (error instanceof Unusable || !/^E[A-Z0-9]+$/.test(code)) return error
  const why = reasons[code] ?? code
  return new Unusable(`${file} could not be written: ${why}. Nothing of it is left.`, { cause: error })
}

const reasons: Record<string, string> = {
  ENOSPC: 'the disk is full',
  EDQUOT: 'the disk is full',
  EROFS: 'the file system is read-only',
  EACCES: 'this user may not write there',
  EPERM: 'this user may not write there',
}
