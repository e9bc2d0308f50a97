import type { CatalogueFile } from '../../contracts/catalogue.ts'
import { Failed, fail } from '../../marketplace/failures.ts'
import type { Disk } from '../disk.ts'
import { fetchBytes, fetchTo, OutOfReach } from '../http.ts'

export interface Wanted {
  address: URL
  to: string
  file: CatalogueFile
  /** the add-on's name, for the reason it failed */
  addon: string
  headers?: Record<string, string>
  /** what a refusal means where it is one */
  refused?: (status: number) => void
  signal: AbortSignal
}

// 30 s to begin with, and 100 kB a second: a crawling server is cut off.
const deadlineFor = (length: number) => 30_000 + length / 100

/** Fetches a file of the catalogue to disk. Other bytes than the signed ones are asked for once more, then refused. */
export const fetchVerified = async (disk: Disk, wanted: Wanted) => {
  try {
    await fetchOnce(disk, wanted)
  } catch (error) {
    if (!isWorthAnotherTry(error)) throw error
    await fetchOnce(disk, wanted)
  }
}

const isWorthAnotherTry = (error: unknown) =>
  error instanceof Failed &&
  (error.failure.code === 'wrong-bytes' ||
    ['truncated', 'too_large'].includes(String(error.failure.values['trouble'])))

const fetchOnce = (disk: Disk, { address, to, file, addon, headers = {}, refused, signal }: Wanted) =>
  disk.write(to, 0o600, async handle => {
    const { length } = file
    const ask = { deadline: deadlineFor(length), ceiling: length, length, headers, signal }
    const got = await fetchTo(address, handle, ask).catch((error: unknown) => {
      const [, status] = error instanceof OutOfReach ? (/^status-(\d+)$/.exec(error.reason) ?? []) : []
      refused?.(Number(status))
      return notReached(address, addon, error)
    })
    // stops an archive that was replaced on the static host
    if (got.length !== file.length || got.sha256 !== file.sha256) fail('wrong-bytes', { name: addon })
  })

const notReached = (address: URL, addon: string, error: unknown) => {
  if (!(error instanceof OutOfReach)) throw error
  const trouble = error.reason.replaceAll('-', '_')
  return fail('out-of-reach', { name: addon, server: address.host, trouble }, error)
}

/** Asks whether a file is there to be fetched, without fetching it. */
export const reachable = async (address: URL, addon: string, signal: AbortSignal) => {
  await fetchBytes(address, { method: 'HEAD', deadline: 3_000, ceiling: 0, signal }).catch((error: unknown) =>
    notReached(address, addon, error),
  )
}
