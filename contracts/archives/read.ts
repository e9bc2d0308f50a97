import { createHash } from 'node:crypto'
import type { Release } from '../catalogue.ts'
import { sha256Of } from '../sha256.ts'
import { gunzip } from './gunzip.ts'
import type { Header } from './headers.ts'
import { listOf, modeOf } from './list.ts'
import { frames, limits, refuse, treeOf } from './rules.ts'
import { collect, type Source } from './source.ts'
import { bytesOf, type Take, type TarEntry, tarEntries } from './tar.ts'

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

/**
 * Reads an archive against its signed release: yields each entry after its name, type, mode, length and SHA-256 are
 * found on the list. Throws ArchiveRefused, also after the last entry, so what was written belongs in a staging folder.
 */
export async function* readArchive(
  source: Source,
  release: Release,
  options: ReadOptions = {},
): AsyncGenerator<ArchiveEntry> {
  const digest = (bytes: Buffer) => sha256Of(bytes)
  for await (const { content, ...entry } of signedEntries(source, {
    release,
    take: bytesOf,
    digest,
    options,
  }))
    yield { path: entry.path, type: entry.type, mode: modeOf(entry), bytes: content }
}

/** Reads all of an archive as readArchive does and keeps nothing of it, in little memory. Throws ArchiveRefused. */
export const checkArchive = async (source: Source, release: Release, options: ReadOptions = {}) => {
  const digest = (sha256: string) => sha256
  for await (const _ of signedEntries(source, { release, take: hashOf, digest, options }));
}

interface Reading<Content> {
  release: Release
  take: Take<Content>
  digest: (content: Content) => string
  options: ReadOptions
}

async function* signedEntries<Content>(
  source: Source,
  { release, take, digest, options }: Reading<Content>,
): AsyncGenerator<TarEntry<Content>> {
  const { signal = AbortSignal.timeout(limits.milliseconds), maxBytes = limits.bytes } = options
  const list = listOf(release, maxBytes)
  const packed = await collect(source, maxBytes + frames, signal)
  const tar = hashing(gunzip(packed, release.tar.length, signal))
  for await (const entry of tarEntries(tar.pieces, header => list.admit(header), take)) {
    list.check(entry.path, digest(entry.content))
    yield entry
  }
  list.complete()
  if (tar.length() !== release.tar.length || tar.sha256() !== release.tar.sha256)
    refuse('its content is not the signed one')
}

const hashOf: Take<string> = async (reader, size) => {
  const hash = createHash('sha256')
  for await (const piece of reader.passing(size)) hash.update(piece)
  return hash.digest('hex')
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
  for await (const one of tarEntries(gunzip(packed, maxBytes + frames, signal), admit, bytesOf))
    yield { path: one.path, type: one.type, mode: (one.mode & 0o100) > 0 ? '755' : '644', bytes: one.content }
  treeOf(files, directories)
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
