import { randomUUID } from 'node:crypto'
import type { Keep } from '../../marketplace/installations.ts'
import type { Disk } from '../disk.ts'

/** Removes what no open operation works on, and releases of ours that nothing names any more. */
export const sweep = async (disk: Disk, { operations, placed, isOurs }: Keep) => {
  for (const area of ['downloads', 'staging'])
    for (const work of await disk.names(disk.within(area)))
      if (!operations.some(id => work.startsWith(id))) await disk.remove(disk.within(area, work))
  for (const addon of await disk.names(disk.within('addons')))
    for (const version of await disk.names(disk.within('addons', addon)))
      if (
        !placed.some(one => one.addon === addon && one.version === version) &&
        (await isOurs(addon, version))
      )
        await disk.move(disk.within('addons', addon, version), disk.within('trash', randomUUID()))
  await disk.remove(disk.within('trash'))
}
