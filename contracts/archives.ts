/**
 * The archive of a release: a gzip of a ustar with nothing but files and directories, sorted, without times and owners.
 * What may be in it is the signed list of `release.json`; everything else refuses the whole archive.
 */
export { type PackedRelease, packArchive } from './archives/pack.ts'
export {
  type ArchiveEntry,
  checkArchive,
  type ReadOptions,
  readArchive,
  readAuthorsArchive,
} from './archives/read.ts'
export { ArchiveRefused, foldersIn, largestArchive, limits } from './archives/rules.ts'
