import type { CatalogueFile } from '../../contracts/catalogue.ts'
import { Failed, fail } from '../../marketplace/failures.ts'
import type { Disk } from '../disk.ts'
import { fetchTo, OutOfReach } from '../http.ts'

export interface Wanted {
  address: URL
  to: string
  file: CatalogueFile
  /** the add-on's name, for the reason it failed */
  addon: string
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

const fetchOnce = (disk: Disk, { address, to, file, addon, signal }: Wanted) =>
  disk.write(to, 0o600, async handle => {
    const ask = { deadline: deadlineFor(file.length), ceiling: file.length, length: file.length, signal }
    const got = await fetchTo(address, handle, ask).catch((error: unknown) => {
      if (!(error instanceof OutOfReach)) throw error
      return fail(
        'out-of-reach',
        { name: addon, server: address.host, trouble: error.reason.replaceAll('-', '_') },
        error,
      )
    })
    // stops an archive that was replaced on the static host
    if (got.length !== file.length || got.sha256 !== file.sha256) fail('wrong-bytes', { name: addon })
  })
