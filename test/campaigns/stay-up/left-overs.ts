import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

const areas = ['staging', 'downloads', 'trash']

/** What crashes might have left: a thousand files, in each of the folders that are to be empty. */
export const fillWithLeftOvers = (folder: string) => {
  for (const area of areas)
    for (let n = 0; n < 1_000; n++) {
      const holder = join(folder, area, `left-${n % 20}`)
      mkdirSync(holder, { recursive: true })
      writeFileSync(join(holder, `file-${n}`), 'left over')
    }
}

/** What of it is still there. */
export const leftOversIn = (folder: string) =>
  areas
    .map(area => join(folder, area))
    .filter(path => existsSync(path))
    .flatMap(path => readdirSync(path).filter(name => name.startsWith('left-')))
