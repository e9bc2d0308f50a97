import { gzipSync } from 'node:zlib'
import type { Release } from '../../../contracts/catalogue.ts'
import { sha256Of } from '../../../contracts/sha256.ts'
import { data, end, header, pax, record } from '../../contracts/hostile-archives.ts'

/** An archive, and the list that is signed with it, but for the manifest. */
export interface Packed {
  what: string
  archive: Uint8Array
  release: Omit<Release, 'manifest'>
  /** what its manifest says beside the usual */
  manifest?: Record<string, unknown>
}

interface Part {
  path: string
  bytes?: Uint8Array
  mode?: '644' | '755'
  /** what stands before its header */
  before?: Uint8Array
  /** how its name is spelled in the header, where that is not the path itself */
  name?: { name: string; prefix: string }
}

const messages = Buffer.from('{"layout.sign-out":"Out"}')
const latin1 = (text: string) => Buffer.from(text).toString('latin1')

const fileOf = ({ path, bytes = messages, mode = '644', before = Buffer.alloc(0), name }: Part) => [
  before,
  header(latin1(name?.name ?? path), {
    size: bytes.length,
    mode: `0000${mode}\0`,
    prefix: latin1(name?.prefix ?? ''),
  }),
  data(bytes),
]
const folderOf = (path: string) => header(latin1(`${path}/`), { type: '5', mode: '0000755\0' })

interface Shape {
  folders?: string[]
  tail?: Uint8Array
  pack?: (tar: Buffer) => Uint8Array
}

/** An archive of these parts, and the list of just what is in it. */
export const archiveOf = (what: string, parts: Part[], shape: Shape = {}): Packed => {
  const { folders = [], tail = end, pack = gzipSync } = shape
  const tar = Buffer.concat([...folders.map(folderOf), ...parts.flatMap(fileOf), tail])
  const files = parts.map(({ path, bytes = messages, mode = '644' }) => ({
    path,
    length: bytes.length,
    sha256: sha256Of(bytes),
    mode,
  }))
  return {
    what,
    archive: pack(tar),
    release: {
      files,
      ...(folders.length > 0 && { directories: folders }),
      size: files.reduce((sum, { length }) => sum + length, 0),
      tar: { length: tar.length, sha256: sha256Of(tar) },
    },
  }
}

const pack = { path: 'messages.json' }
const text = (path: string, more: Partial<Part> = {}): Part => ({ path, bytes: Buffer.from(path), ...more })

const named = (tar: Buffer) => {
  const plain = gzipSync(tar)
  const bytes = Buffer.concat([plain.subarray(0, 10), Buffer.from('pack.tar\0'), plain.subarray(10)])
  bytes[3] = 8
  return bytes
}

/** Archives that are unusual, and right in every byte: each is a language pack with something beside its messages. */
export const goodArchives = (): Packed[] => [
  archiveOf('one file', [pack]),
  archiveOf('an empty file', [pack, { path: 'zero', bytes: Buffer.alloc(0) }]),
  archiveOf('empty folders', [pack], { folders: ['empty', 'deep', 'deep/er'] }),
  archiveOf('an executable file', [pack, text('bin/run', { mode: '755' })]),
  archiveOf('a thousand files', [
    pack,
    ...Array.from({ length: 999 }, (_, n) => text(`folder-${n % 9}/file-${n}`)),
  ]),
  archiveOf('a name of a hundred bytes', [pack, text('n'.repeat(100))]),
  archiveOf('a path in two parts', [
    pack,
    text(`${'p'.repeat(90)}/${'q'.repeat(100)}`, {
      name: { prefix: 'p'.repeat(90), name: 'q'.repeat(100) },
    }),
  ]),
  archiveOf('the time of a file', [{ ...pack, before: pax(record('mtime', '1700000000.123456789')) }]),
  archiveOf('letters of every alphabet', [pack, text('ملف.json'), text('日本語/ファイル'), text('Ça va')]),
  archiveOf('ten folders in one another', [pack, text(`${'a/'.repeat(9)}b`)]),
  archiveOf('the padding that tar programs write', [pack], { tail: Buffer.alloc(10_240 - 1_024) }),
  archiveOf('a name in its gzip header', [pack], { pack: named }),
  archiveOf('bytes that are not compressed', [pack], { pack: tar => gzipSync(tar, { level: 0 }) }),
  archiveOf('hidden files', [pack, text('.keep'), text('.config/.rules')]),
  archiveOf('ten megabytes of blanks', [pack, { path: 'blanks.txt', bytes: Buffer.alloc(10_000_000, 32) }]),
  archiveOf('names that are nearly alike', [
    pack,
    text('lib/a.json'),
    text('lib/a_json'),
    text('lib-a.json'),
  ]),
  archiveOf('names in no order', [text('z'), text('b/z'), pack, text('a')]),
  archiveOf('names that begin as devices do', [
    pack,
    text('console.js'),
    text('com10'),
    text('auxiliary/nul-1'),
  ]),
]
