import { largestArchive, limits } from '../../contracts/archives.ts'
import type { AddonEntry, ReleaseEntry } from '../../contracts/catalogue.ts'
import { fail } from '../../marketplace/failures.ts'
import type { Around } from '../archives.ts'
import { fetchVerified, reachable } from './fetching.ts'
import { fetchPaid } from './paid.ts'

/** Where the two files of a release come from: the catalogue, and the client area for paid archives. */
export const downloadingFrom = ({ disk, catalogueUrl, clientArea, signal }: Around) => {
  const addressOf = (path: string) =>
    new URL(`${catalogueUrl.pathname.replace(/\/$/, '')}/targets/${path}`, catalogueUrl)

  return {
    reachable: (addon: AddonEntry, { release }: ReleaseEntry) =>
      reachable(addressOf(release.path), addon.name, signal),

    /** into a folder that is there already */
    async fetch(folder: string, addon: AddonEntry, { version, from, release, archive: file }: ReleaseEntry) {
      const { name } = addon
      const list = { to: `${folder}/release.json`, file: release }
      await fetchVerified(disk, { ...list, address: addressOf(release.path), addon: name, signal })
      const packed = { to: `${folder}/archive.tgz`, file, signal }
      if (from === 'client-area') return fetchPaid(disk, { ...packed, addon, version, clientArea })
      return fetchVerified(disk, { ...packed, address: addressOf(file.path), addon: name })
    },
  }
}

// stops an endless archive, and a list that takes the panel's memory, before a byte of them is fetched
export const checkSizes = ({ archive, release }: ReleaseEntry) => {
  const refuse = (what: string, most: number) =>
    fail('archive-refused', { reason: `${what} is larger than ${Math.floor(most / 1e6)} MB` })
  if (release.length > limits.list) refuse('its list of files', limits.list)
  if (archive.length > largestArchive) refuse('it', largestArchive)
}
