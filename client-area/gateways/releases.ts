import { constants } from 'node:fs'
import { type FileHandle, open } from 'node:fs/promises'
import { join } from 'node:path'

/** An archive that is open; whoever got it closes it. */
export interface Archive {
  file: FileHandle
  size: number
}

/** The archives of paid releases, as `souk-vendor publish` puts them down. */
export interface Releases {
  /** undefined: there is none. Both names must have been checked: they become parts of a path. */
  open: (addon: string, version: string) => Promise<Archive | undefined>
}

export const releasesIn = (folder: string): Releases => ({
  async open(addon, version) {
    const file = await openIfThere(join(folder, addon, version, 'archive.tgz'))
    const stat = await file?.stat()
    if (file && stat?.isFile() && stat.size > 0) return { file, size: stat.size }
    await file?.close()
    return undefined
  },
})

// stops a link planted in the folder from handing out another file
const flags = constants.O_RDONLY | constants.O_NOFOLLOW

// ELOOP: what is there is a link
const notThere = ['ENOENT', 'ENOTDIR', 'ELOOP']

const openIfThere = async (path: string) => {
  try {
    return await open(path, flags)
  } catch (error) {
    if (error instanceof Error && 'code' in error && notThere.includes(String(error.code))) return undefined
    throw error
  }
}
