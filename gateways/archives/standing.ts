import { foldersIn } from '../../contracts/archives.ts'
import type { Release } from '../../contracts/catalogue.ts'
import { Failed } from '../../marketplace/failures.ts'
import type { Disk } from '../disk.ts'
import { isMatching } from './reading.ts'

/**
 * Whether a release's folder holds exactly what is listed: the files byte for byte, and nothing beside them. A link, a
 * folder or a device in place of a file is another thing, whatever stands in it; so is what the disk cannot read.
 */
export const standingOf = async (disk: Disk, { folder, release }: { folder: string; release: Release }) => {
  if (!(await disk.exists(folder))) return 'missing'
  try {
    return (await holdsJust(disk, folder, release)) ? 'intact' : 'altered'
  } catch (error) {
    if (error instanceof Failed) return 'altered'
    throw error
  }
}

const holdsJust = async (disk: Disk, folder: string, { files, directories = [] }: Release) => {
  const paths = files.map(({ path }) => path)
  const listed = [...paths, ...[...foldersIn(paths, directories)].map(path => `${path}/`)]
  if (!(await disk.isFolder(folder))) return false
  if (!alike(await disk.under(folder, listed.length), listed)) return false
  for (const file of files) if (!(await isMatching(disk, file, `${folder}/${file.path}`))) return false
  return true
}

// some disks write the letters of a name in another normal form than they were given
const alike = (found: readonly string[], listed: readonly string[]) => {
  const spelled = (names: readonly string[]) => names.map(name => name.normalize('NFC')).toSorted()
  const wanted = spelled(listed)
  return found.length === listed.length && spelled(found).every((name, at) => name === wanted[at])
}
