import { readdir, stat, statfs } from 'node:fs/promises'
import { join } from 'node:path'

/** Bytes left for us on the disk of a folder, and bytes its files take. A folder not made yet takes none. */
export const spaceOf = async (folder: string, parent: string) => {
  const { bavail, bsize } = await statfs(parent)
  return { free: bavail * bsize, used: await sizeOf(folder) }
}

const sizeOf = async (folder: string): Promise<number> => {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(emptyIfMissing)
  const files = entries.filter(entry => entry.isFile())
  const sizes = await Promise.all(files.map(file => sizeOfFile(join(file.parentPath, file.name))))
  return sizes.reduce((sum, size) => sum + size, 0)
}

// an add-on may be installed or removed meanwhile
const sizeOfFile = async (file: string) => {
  const found = await stat(file).catch(emptyIfMissing)
  return 'size' in found ? found.size : 0
}

const emptyIfMissing = (error: NodeJS.ErrnoException) => {
  if (error.code === 'ENOENT') return []
  throw error
}
