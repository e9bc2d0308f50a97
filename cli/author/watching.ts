import { lstat, readdir } from 'node:fs/promises'
import { join } from 'node:path'

const everyMs = 400

/** Tells when a file in there has changed. It looks again and again: what is saved in other ways is seen as well. */
export const watch = (path: string, changed: () => Promise<void>) => {
  let known: string | undefined
  let timer: NodeJS.Timeout | undefined
  let isOver = false

  const look = async () => {
    const now = await printOf(path).catch(() => known)
    if (known !== undefined && now !== known) await changed().catch(() => {})
    known = now
    if (!isOver) timer = setTimeout(() => void look(), everyMs).unref()
  }
  void look()
  return () => {
    isOver = true
    clearTimeout(timer)
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
