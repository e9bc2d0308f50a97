import { createHash } from 'node:crypto'
import type { Release } from '../catalogue.ts'
import { gunzip } from './gunzip.ts'
import type { Header } from './headers.ts'
import { limits, refuse, treeOf, whyUnsafe } from './rules.ts'
import { tarEntries } from './tar.ts'

/** A directory has no bytes. The bytes of a file have been checked against the signed list. */
export interface ArchiveEntry {
  path: string
  type: 'file' | 'directory'
  mode: '644' | '755'
  bytes: Uint8Array
}

export interface ReadOptions {
  /** stops reading; default: after 30 s */
  signal?: AbortSignal
  /** bytes of all files together, unpacked; default 50 MB */
  maxBytes?: number
}

type Source = Uint8Array | AsyncIterable<Uint8Array>
const frames = limits.entries * 2 * 1024 + 10_240

/**
 * Reads an archive against its signed release: yields each entry after its name, type, mode, length and SHA-256 are
 * found on the list. Throws ArchiveRefused, also after the last entry, so what was written belongs in a staging folder.
 */
export async function* readArchive(
  source: Source,
  release: Release,
  { signal = AbortSignal.timeout(limits.milliseconds), maxBytes = limits.bytes }: ReadOptions = {},
): AsyncGenerator<ArchiveEntry> {
  const list = listOf(release, maxBytes)
  const packed = await collect(source, maxBytes + frames, signal)
  const tar = hashing(gunzip(packed, release.tar.length, signal))
  for await (const entry of tarEntries(tar.pieces, header => list.admit(header))) {
    list.check(entry.path, entry.bytes)
    yield { ...entry, mode: modeOf(entry) }
  }
  list.complete()
  if (tar.length() !== release.tar.length || tar.sha256() !== release.tar.sha256)
    refuse('its content is not the signed one')
}

const listOf = (release: Release, maxBytes: number) => {
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
    check(path: string, bytes: Uint8Array) {
      const file = files.get(path)
      if (file && createHash('sha256').update(bytes).digest('hex') !== file.sha256)
        refuse(`${path} has not the listed content`)
    },
    complete() {
      const missing = [...files.keys(), ...(release.directories ?? [])].find(path => !seen.has(path))
      if (missing !== undefined) refuse(`${missing} is missing in it`)
    },
  }
}

/** Reads an archive that an author packed, which has no signed list yet: the same format, any permission bits. */
export async function* readAuthorsArchive(
  source: Source,
  { signal = AbortSignal.timeout(limits.milliseconds), maxBytes = limits.bytes }: ReadOptions = {},
): AsyncGenerator<ArchiveEntry> {
  const packed = await collect(source, maxBytes + frames, signal)
  const [files, directories]: [string[], string[]] = [[], []]
  let bytes = 0
  const admit = ({ path, type, size }: Header) => {
    bytes += size
    if (bytes > maxBytes) refuse(`it is larger than ${Math.floor(maxBytes / 1e6)} MB`)
    if (files.length + directories.length >= limits.entries)
      refuse(`it has more than ${limits.entries} entries`)
    if (type === 'file') files.push(path)
    else directories.push(path)
  }
  for await (const entry of tarEntries(gunzip(packed, maxBytes + frames, signal), admit))
    yield { ...entry, mode: (entry.mode & 0o100) > 0 ? '755' : '644' }
  treeOf(files, directories)
}

const modeOf = ({ path, mode }: Header) =>
  mode === 0o644 ? '644' : mode === 0o755 ? '755' : refuse(`${path} has unusual permission bits`)

const collect = async (source: Source, ceiling: number, signal: AbortSignal) => {
  if (source instanceof Uint8Array) return Buffer.from(source.buffer, source.byteOffset, source.byteLength)
  const pieces: Uint8Array[] = []
  let length = 0
  for await (const piece of source) {
    length += piece.length
    if (signal.aborted) refuse('reading it took too long, or was stopped')
    if (length > ceiling) refuse(`it is larger than ${Math.floor(ceiling / 1e6)} MB`)
    pieces.push(piece)
  }
  return Buffer.concat(pieces, length)
}

const hashing = (source: AsyncIterable<Buffer>) => {
  const hash = createHash('sha256')
  let length = 0
  async function* pieces() {
    for await (const piece of source) {
      hash.update(piece)
      length += piece.length
      yield piece
    }
  }
  return { pieces: pieces(), length: () => length, sha256: () => hash.digest('hex') }
}
