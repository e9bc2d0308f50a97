import type { Release } from '../catalogue.ts'
import type { Header } from './headers.ts'
import { frames, refuse, treeOf, whyUnsafe } from './rules.ts'

/** The signed list, asked before an entry is read, after it is read, and at the end. */
export const listOf = (release: Release, maxBytes: number) => {
  const files = new Map(release.files.map(f => [f.path, f]))
  const tree = treeOf(
    release.files.map(f => f.path),
    release.directories ?? [],
  )
  const listed = release.files.reduce((sum, f) => sum + f.length, 0)
  if (listed !== release.size) refuse('its list of files contradicts itself')
  if (listed > maxBytes || release.tar.length > maxBytes + frames)
    refuse(`it is larger than ${Math.floor(maxBytes / 1e6)} MB`)
  const seen = new Set<string>()

  return {
    admit(header: Header) {
      const { path, type, size } = header
      const why = whyUnsafe(path)
      if (why) refuse(why)
      if (seen.has(path)) refuse(`${path} is in it twice`)
      seen.add(path)
      if (type === 'directory' ? !tree.has(path) : !files.has(path)) refuse(`${path} is not on its list`)
      if (type === 'file' && files.get(path)?.length !== size) refuse(`${path} has not the listed length`)
      if (modeOf(header) !== (files.get(path)?.mode ?? '755')) refuse(`${path} has not the listed mode`)
    },
    check(path: string, sha256: string) {
      const file = files.get(path)
      if (file && sha256 !== file.sha256) refuse(`${path} has not the listed content`)
    },
    complete() {
      const missing = [...files.keys(), ...(release.directories ?? [])].find(path => !seen.has(path))
      if (missing !== undefined) refuse(`${missing} is missing in it`)
    },
  }
}

/** The two permissions that a release may have. */
export const modeOf = ({ path, mode }: Header) =>
  mode === 0o644 ? '644' : mode === 0o755 ? '755' : refuse(`${path} has unusual permission bits`)
