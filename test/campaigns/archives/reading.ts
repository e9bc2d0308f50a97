import { readFileSync, writeFileSync } from 'node:fs'
import { archivesIn } from '../../../gateways/archives.ts'
import { diskIn } from '../../../gateways/disk.ts'
import { Failed } from '../../../marketplace/failures.ts'
import type { AddonEntry, ReleaseEntry } from '../../../contracts/catalogue.ts'

/**
 * A process that takes one downloaded archive as the panel does, after a small good one has warmed it up, and prints how
 * long it took, how much memory it needed beside what it had, and what came of it.
 */
const [folder = '', ...works] = process.argv.slice(2)
const disk = diskIn(folder)
const archives = archivesIn({
  disk,
  catalogueUrl: new URL('http://127.0.0.1:9'),
  signal: new AbortController().signal,
})

/** Memory in bytes by its name in Linux; elsewhere the most there ever was stands for both. */
const memory = (name: 'VmRSS' | 'VmHWM') => {
  try {
    const line = new RegExp(`${name}:\\s+(\\d+) kB`).exec(readFileSync('/proc/self/status', 'utf8'))
    return Number(line?.[1]) * 1024
  } catch {
    return process.resourceUsage().maxRSS * 1024
  }
}

const forgetPeak = () => {
  try {
    writeFileSync('/proc/self/clear_refs', '5')
  } catch {
    // only Linux forgets
  }
}

const take = async (work: string) => {
  const { addon, entry } = JSON.parse(readFileSync(disk.within('listed', `${work}.json`), 'utf8')) as {
    addon: AddonEntry
    entry: ReleaseEntry
  }
  forgetPeak()
  const [before, begun] = [memory('VmRSS'), performance.now()]
  const outcome = await archives
    .verify(work, addon, entry)
    .then(placed => archives.unpack(work, placed, false))
    .then(
      () => 'installed',
      (error: unknown) => (error instanceof Failed ? error.failure.code : String(error)),
    )
  await archives.giveBack(work)
  return { outcome, ms: performance.now() - begun, bytes: memory('VmHWM') - before }
}

let last: Awaited<ReturnType<typeof take>> | undefined
for (const work of works) last = await take(work)
process.stdout.write(JSON.stringify(last))
