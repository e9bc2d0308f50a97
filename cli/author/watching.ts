import { lstat, readdir } from 'node:fs/promises'
import { join } from 'node:path'

const everyMs = 400

/**
 * Tells when a file in there is not as it was when this was called. It looks again and again, so that it sees every way
 * of saving.
 */
export const watch = async (path: string, changed: () => Promise<void>) => {
  let known = await printOf(path)
  let timer: NodeJS.Timeout | undefined
  let isOver = false

  const look = async () => {
    const now = await printOf(path).catch(() => known)
    const isNew = now !== known
    // before it is read: what changes meanwhile is seen the next time
    known = now
    if (isNew) await changed().catch(() => {})
    lookLater()
  }
  const lookLater = () => {
    if (!isOver) timer = setTimeout(() => void look(), everyMs).unref()
  }
  return {
    start: lookLater,
    stop() {
      isOver = true
      clearTimeout(timer)
    },
  }
}

const printOf = async (path: string): Promise<string> => {
  const stat = await lstat(path)
  if (!stat.isDirectory()) return lineOf(path, stat)
  const entries = await readdir(path, { withFileTypes: true, recursive: true })
  const files = entries.filter(entry => entry.isFile()).map(entry => join(entry.parentPath, entry.name))
  const lines = await Promise.all(files.map(async file => lineOf(file, await lstat(file))))
  return lines.toSorted().join('\n')
}

const lineOf = (file: string, { size, mtimeMs, ino }: { size: number; mtimeMs: number; ino: number }) =>
  `${file} ${size} ${mtimeMs} ${ino}`
