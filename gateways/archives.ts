import { randomUUID } from 'node:crypto'
import type { Access } from '../marketplace/connection/access.ts'
import { Failed, fail } from '../marketplace/failures.ts'
import type { Archives, PlacedRelease } from '../marketplace/installations.ts'
import { checkSizes, downloadingFrom } from './archives/downloading.ts'
import { bytesMatching, isMatching, listedIn } from './archives/reading.ts'
import { standingOf } from './archives/standing.ts'
import { sweep } from './archives/sweeping.ts'
import { unpackInto } from './archives/unpacking.ts'
import type { Disk } from './disk.ts'

export interface Around {
  disk: Disk
  /** address under which the catalogue's `targets/` lie */
  catalogueUrl: URL
  /** where paid archives come from, and how its token is lent */
  clientArea?: { url: URL; access: Access } | undefined
  /** the panel is stopping */
  signal: AbortSignal
}

// For the database, logs and whatever else shares the disk.
const reserve = 20_000_000

/** Releases: downloaded, checked against the signed list, unpacked beside each other, never edited in place. */
export const archivesIn = (around: Around): Archives => {
  const { disk, signal } = around
  const files = downloadingFrom(around)
  const download = (work: string, name: string) => disk.within('downloads', work, name)
  const place = ({ addon, version }: { addon: string; version: string }) =>
    disk.within('addons', addon, version)

  const room = async (bytes: number) => {
    await disk.folder(disk.within('addons'))
    const free = await disk.free()
    if (free < bytes + reserve) fail('disk-full', { folder: disk.within() })
  }

  const state = (placed: PlacedRelease) =>
    standingOf(disk, { folder: place(placed), release: placed.release })

  const discard = async (path: string) => {
    const trash = disk.within('trash', randomUUID())
    await disk.move(path, trash)
    await disk.remove(trash)
  }

  const makeWay = async (placed: PlacedRelease, replace: boolean) => {
    if (!replace) fail('by-hand', { name: placed.addon, folder: place(placed) })
    await discard(place(placed))
  }

  return {
    room,
    state,
    reachable: files.reachable,

    async download(work, addon, entry) {
      checkSizes(entry)
      await room(entry.archive.length + entry.size)
      await disk.folder(disk.within('downloads', work))
      await files.fetch(disk.within('downloads', work), addon, entry)
    },

    // The files are read again: nothing on disk is trusted because it was right a moment ago.
    async verify(work, addon, entry) {
      const list = await bytesMatching(disk, entry.release, download(work, 'release.json'))
      const isPacked = await isMatching(disk, entry.archive, download(work, 'archive.tgz'))
      if (!list || !isPacked) return fail('wrong-bytes', { name: addon.name })
      return { addon: addon.slug, version: entry.version, release: listedIn(list, addon, entry) }
    },

    async unpack(work, placed, replace) {
      const found = await state(placed)
      // nothing to be done with what was downloaded
      if (found === 'intact') return disk.remove(disk.within('downloads', work))
      await room(placed.release.size)
      const staged = disk.within('staging', work)
      await disk.remove(staged)
      const packed = await disk.read(download(work, 'archive.tgz'))
      await unpackInto(disk, staged, { archive: packed, placed, stopping: signal })
      if (found === 'altered') await makeWay(placed, replace)
      await disk.move(staged, place(placed))
      await disk.remove(disk.within('downloads', work))
    },

    async read(placed, path) {
      const file = placed.release.files.find(listed => listed.path === path)
      return file && bytesMatching(disk, file, disk.within('addons', placed.addon, placed.version, path))
    },

    async removeVersion(addon, version) {
      const folder = disk.within('addons', addon, version)
      if (await disk.exists(folder)) await discard(folder)
    },

    async remove(addon) {
      const folder = disk.within('addons', addon)
      try {
        if (await disk.exists(folder)) await discard(folder)
        return undefined
      } catch (error) {
        if (error instanceof Failed) return folder
        throw error
      }
    },

    async giveBack(work) {
      await disk.remove(disk.within('downloads', work))
      await disk.remove(disk.within('staging', work))
    },

    sweep: keep => sweep(disk, keep),
  }
}
