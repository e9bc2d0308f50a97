import { randomUUID } from 'node:crypto'
import type { Keep } from '../../marketplace/installations.ts'
import type { Disk } from '../disk.ts'

/** Removes what no open operation works on, and releases of ours that nothing names any more. */
export const sweep = async (disk: Disk, { operations, placed, isOurs }: Keep) => {
  for (const area of ['downloads', 'staging']) {
    const found = await disk.names(disk.within(area))
    // asked after looking: what another panel process has just begun is nothing left over
    const open = await operations()
    for (const work of found)
      if (!open.some(id => work.startsWith(id))) await disk.remove(disk.within(area, work))
  }
  for (const addon of await disk.names(disk.within('addons')))
    for (const version of await disk.names(disk.within('addons', addon)))
      if (
        !placed.some(one => one.addon === addon && one.version === version) &&
        (await isOurs(addon, version))
      )
        await disk.move(disk.within('addons', addon, version), disk.within('trash', randomUUID()))
  // one by one: another process may be about to move something there
  for (const one of await disk.names(disk.within('trash'))) await disk.remove(disk.within('trash', one))
}
