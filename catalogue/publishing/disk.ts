import { randomBytes } from 'node:crypto'
import { mkdir, open, readFile, rename, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { inBatches } from './batches.ts'

/** How files come to disk: whole or not at all, and after `settle` also if the power goes. */
export interface Disk {
  write: (file: string, bytes: Uint8Array, mode?: number) => Promise<void>
  /** for a file that is named by its content: written only if it is not there */
  writeOnce: (file: string, bytes: Uint8Array) => Promise<void>
  settle: () => Promise<void>
}

export const durableDisk = (): Disk => {
  const unsettled = new Set<string>()
  const makeFolder = async (folder: string) => {
    const first = await mkdir(folder, { recursive: true })
    if (first === undefined) return
    for (let made = folder; made.length >= first.length; made = dirname(made)) unsettled.add(dirname(made))
  }
  const write: Disk['write'] = async (file, bytes, mode = 0o644) => {
    await makeFolder(dirname(file))
    await replace(file, bytes, mode)
    unsettled.add(dirname(file))
  }
  return {
    write,
    async writeOnce(file, bytes) {
      const there = await readFile(file).catch(() => undefined)
      if (!there?.equals(bytes)) await write(file, bytes)
    },
    async settle() {
      await inBatches([...unsettled], syncFolder)
      unsettled.clear()
    },
  }
}

const replace = async (file: string, bytes: Uint8Array, mode: number) => {
  const temporary = join(dirname(file), `.${randomBytes(6).toString('hex')}.tmp`)
  try {
    const handle = await open(temporary, 'wx', mode)
    try {
      await handle.writeFile(bytes)
      await handle.sync()
    } finally {
      await handle.close()
    }
    await rename(temporary, file)
  } catch (error) {
    await rm(temporary, { force: true })
    throw error
  }
}

const syncFolder = async (folder: string) => {
  const handle = await open(folder, 'r')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}
