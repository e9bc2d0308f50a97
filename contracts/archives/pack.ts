import { gzipSync } from 'node:zlib'
import type { Release } from '../catalogue.ts'
import { sha256Of } from '../sha256.ts'
import { block, writeHeader } from './headers.ts'
import { limits, refuse, treeOf } from './rules.ts'

export interface FileToPack {
  path: string
  bytes: Uint8Array
  mode: '644' | '755'
}

/** The archive, and what `release.json` says of it. */
export type PackedRelease = Omit<Release, 'manifest'> & { archive: Buffer }

/** Packs files, and directories that would else be lost because they are empty. The same input gives the same tar. */
export const packArchive = (
  files: readonly FileToPack[],
  emptyDirectories: readonly string[] = [],
): PackedRelease => {
  const tree = treeOf(
    files.map(f => f.path),
    emptyDirectories,
  )
  const size = files.reduce((sum, f) => sum + f.bytes.length, 0)
  if (size > limits.bytes) refuse(`it is larger than ${limits.bytes / 1e6} MB`)

  const sorted = files.toSorted((a, b) => inOrder(a.path, b.path))
  const directories = emptyDirectories.toSorted(inOrder)
  const tar = tarOf(sorted, tree)
  return {
    files: sorted.map(({ path, bytes, mode }) => ({
      path,
      length: bytes.length,
      sha256: sha256Of(bytes),
      mode,
    })),
    ...(directories.length > 0 && { directories }),
    size,
    tar: { length: tar.length, sha256: sha256Of(tar) },
    archive: gzip(tar),
  }
}

const tarOf = (files: FileToPack[], tree: Set<string>) => {
  const members = [
    ...files.map(f => ({ name: f.path, blocks: fileBlocks(f) })),
    ...[...tree].map(path => ({ name: `${path}/`, blocks: [directoryBlock(path)] })),
  ].toSorted((a, b) => inOrder(a.name, b.name))
  return Buffer.concat([...members.flatMap(m => m.blocks), Buffer.alloc(2 * block)])
}

const fileBlocks = ({ path, bytes, mode }: FileToPack) => [
  writeHeader({ path, type: 'file', mode: Number.parseInt(mode, 8), size: bytes.length }),
  bytes,
  Buffer.alloc((block - (bytes.length % block)) % block),
]

const directoryBlock = (path: string) => writeHeader({ path, type: 'directory', mode: 0o755, size: 0 })

const inOrder = (a: string, b: string) => Buffer.compare(Buffer.from(a), Buffer.from(b))

const gzip = (tar: Buffer) => {
  const packed = gzipSync(tar, { level: 9 })
  packed.writeUInt32LE(0, 4)
  // zlib writes the operating system here, 255 is "unknown"
  packed.writeUInt8(255, 9)
  return packed
}
