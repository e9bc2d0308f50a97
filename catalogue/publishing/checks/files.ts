import { ArchiveRefused, type PackedRelease, packArchive } from '../../../contracts/archives.ts'
import type { Manifest } from '../../../contracts/manifest.ts'
import { limits } from '../../../contracts/runner.ts'
import type { SourceFiles } from '../sources.ts'

const parts = /^(manifest\.json|icon\.png|README\.md|CHANGES\.md|screenshots\/[^/]+|files\/.+)$/

/** What an add-on of this kind begins with. */
export const mainOf = ({ kind }: Manifest) => (kind === 'language' ? 'files/messages.json' : 'files/main.js')

export const checkFiles = (m: Manifest, source: SourceFiles) => {
  const main = mainOf(m)
  const stray = [...source.files.keys()].filter(name => !parts.test(name))
  return [
    ...stray.map(name => `${name}: does not belong in a source`),
    ...(source.files.has(main) ? [] : [`${main}: is missing`]),
    ...(m.kind !== 'language' && codeSize(source) > limits.code
      ? [`files: the code is larger than ${limits.code / 1024} KB: leave out what it does not need`]
      : []),
  ]
}

const codeSize = ({ files }: SourceFiles) =>
  [...files]
    .filter(([name]) => /^files\/.+\.(m?js|json)$/.test(name))
    .reduce((all, [, { bytes }]) => all + bytes.length, 0)

/** Packs what lies under `files/`, which also finds the names that no help desk would take. */
export const pack = (source: SourceFiles): { packed?: PackedRelease; problems: string[] } => {
  try {
    return { packed: packArchive(packedFiles(source), packedDirectories(source)), problems: [] }
  } catch (error) {
    if (error instanceof ArchiveRefused) return { problems: [`files: ${error.message}`] }
    throw error
  }
}

const packedFiles = ({ files }: SourceFiles) =>
  [...files]
    .filter(([name]) => name.startsWith('files/'))
    .map(([name, { bytes, mode }]) => ({ path: name.slice('files/'.length), bytes, mode }))

const packedDirectories = ({ directories }: SourceFiles) =>
  directories.filter(name => name.startsWith('files/')).map(name => name.slice('files/'.length))
