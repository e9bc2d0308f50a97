import { randomUUID } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { sha256Of } from '../../contracts/sha256.ts'
import { NotRefreshed } from '../../marketplace/errors.ts'
import type { Disk } from '../disk.ts'

export interface Scratch {
  /** a copy of everything trusted so far, for one refresh to work in */
  folder: string
  /** names the first root this trust began with */
  root: string
  /** makes the copy what is trusted from now on */
  commit: () => Promise<void>
}

const pointer = z.object({ root: z.string(), folder: z.string().regex(/^trust-[0-9a-f-]{36}$/) })
const roles = ['root.json', 'timestamp.json', 'snapshot.json', 'targets.json', 'top']

/**
 * The signed metadata that was verified last. It lies in a folder of its own that is never written to again: a refresh
 * works on a copy, and one rename of the pointer makes the copy the trusted one. A crash leaves the old state or the new.
 */
export const trustIn = (disk: Disk, firstRoot: string) => {
  const home = disk.within('catalogue')
  const pointerFile = join(home, 'trusted.json')

  const current = async (root: string) => {
    const text = await disk.read(pointerFile).then(String, () => '{}')
    const read = pointer.safeParse(parsed(text))
    // another first root is a deliberate new beginning: what the old one vouched for counts no more
    return read.success && read.data.root === root ? read.data.folder : undefined
  }

  const removeOthers = async (kept: string | undefined) => {
    for (const name of await disk.names(home))
      if (/^(trust|pointer)-/.test(name) && name !== kept) await disk.remove(join(home, name))
  }

  const copyInto = async (folder: string, held: string | undefined, first: Buffer) => {
    await disk.folder(folder)
    for (const name of roles) {
      const bytes = held ? await disk.read(join(home, held, name)).catch(() => undefined) : undefined
      const content = bytes ?? (name === 'root.json' ? first : undefined)
      if (content) await disk.write(join(folder, name), 0o600, file => file.writeFile(content))
    }
  }

  const settle = async (folder: string) => {
    for (const name of await disk.names(folder))
      if (roles.includes(name)) await disk.sync(join(folder, name))
      else await disk.remove(join(folder, name))
    await disk.sync(folder)
  }

  return {
    /** Runs the work in a copy of what is trusted; what it did not commit is gone after it. */
    async during<T>(work: (scratch: Scratch) => Promise<T>): Promise<T> {
      const first = await readRoot(firstRoot)
      const root = sha256Of(first)
      let held = await current(root)
      const name = `trust-${randomUUID()}`
      const folder = join(home, name)
      await removeOthers(held)
      await copyInto(folder, held, first)
      const commit = async () => {
        await settle(folder)
        const next = join(home, `pointer-${randomUUID()}`)
        await disk.write(next, 0o600, file => file.writeFile(JSON.stringify({ root, folder: name })))
        await disk.move(next, pointerFile)
        held = name
      }
      try {
        return await work({ folder, root, commit })
      } finally {
        await removeOthers(held)
      }
    },
  }
}

const readRoot = (file: string) =>
  readFile(file).catch((error: unknown) => {
    throw new NotRefreshed(
      'no-root',
      `The first trusted root, ${file}, can't be read: check CATALOGUE_ROOT.`,
      error,
    )
  })

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
