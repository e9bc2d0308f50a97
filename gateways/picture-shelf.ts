import { randomUUID } from 'node:crypto'
import type { Disk } from './disk.ts'

const room = 200_000_000

/** Pictures on disk by their hash, at most about 200 MB of them. Losing them costs nothing but fetching them again. */
export const shelfOf = (disk: Disk) => {
  const path = (name: string) => disk.within('pictures', name)
  let held: number | undefined

  const measure = async () => {
    const names = await disk.names(disk.within('pictures'))
    const sizes = await Promise.all(
      names.map(async name => ({ name, size: (await disk.size(path(name))) ?? 0 })),
    )
    return { sizes, total: sizes.reduce((sum, { size }) => sum + size, 0) }
  }

  // names are hashes, so taking them in their order is as good as drawing lots
  const makeRoom = async () => {
    const { sizes, total } = await measure()
    held = total
    for (const { name, size } of sizes) {
      if (held <= room * 0.8) return
      await disk.remove(path(name))
      held -= size
    }
  }

  return {
    take: (sha256: string) => disk.read(path(sha256)).catch(() => undefined),

    /** A full or broken disk keeps nobody from seeing the picture. */
    async put(sha256: string, bytes: Buffer) {
      try {
        const unfinished = path(`.${randomUUID()}`)
        await disk.folder(disk.within('pictures'))
        await disk.write(unfinished, 0o600, file => file.writeFile(bytes))
        await disk.move(unfinished, path(sha256))
        held = (held ?? (await measure()).total) + bytes.length
        if (held > room) await makeRoom()
      } catch {
        held = undefined
      }
    },
  }
}
