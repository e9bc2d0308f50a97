import type { AddonEntry, CatalogueFile } from '../../contracts/catalogue.ts'
import { ClientAreaFailure } from '../../marketplace/client-area.ts'
import type { Access } from '../../marketplace/connection/access.ts'
import { fail } from '../../marketplace/failures.ts'
import type { Disk } from '../disk.ts'
import { fetchVerified } from './fetching.ts'

interface Wanted {
  to: string
  file: CatalogueFile
  addon: AddonEntry
  version: string
  clientArea: { url: URL; access: Access } | undefined
  signal: AbortSignal
}

/** Fetches a paid archive from the client area with the help desk's token; its bytes must be the signed ones all the same. */
export const fetchPaid = async (disk: Disk, { to, file, addon, version, clientArea, signal }: Wanted) => {
  const { name, slug } = addon
  if (!clientArea) return fail('not-connected', { name })
  const address = new URL(
    `${clientArea.url.href.replace(/\/$/, '')}/api/v1/releases/${slug}/${encodeURIComponent(version)}`,
  )
  const refused = (status: number) => {
    if (status === 401) throw new ClientAreaFailure('token refused')
    if (status === 403) fail('not-entitled', { name })
    if (status === 404) fail('archive-missing', { name })
  }
  const answer = await clientArea.access(token =>
    fetchVerified(disk, {
      address,
      to,
      file,
      addon: name,
      headers: { authorization: `Bearer ${token}` },
      refused,
      signal,
    }),
  )
  if (answer.kind === 'not connected') fail('not-connected', { name })
  if (answer.kind === 'failed') fail('purchase-unchecked', { name }, answer.failure)
}
