import { createHash, randomBytes } from 'node:crypto'
import { deflateRawSync, crc32, gzipSync } from 'node:zlib'
import {
  type Case,
  content,
  end,
  file,
  hostileArchives,
  listed,
  pax,
  record,
} from '../../contracts/hostile-archives.ts'
import { archiveOf } from './good.ts'

/** One hostile archive that the vendor's own keys have signed, and what the page has to say of it. */
export type Hostile = Case

const listing = (what: string, reason: RegExp, paths: string[], directories?: string[]): Hostile => {
  const tar = Buffer.concat([...paths.map(path => file(path)), end])
  return { what, reason, archive: gzipSync(tar), release: listed(tar, paths, directories) }
}

const names = (): Hostile[] => [
  ...['con', 'NUL.txt', 'lib/aux.js', 'com1', 'LPT9.json', 'com¹', 'CONIN$', 'nul .txt'].map(path =>
    listing(`the device name ${path}`, /name of a device/, [path]),
  ),
  listing('a name with a line separator', /control/, ['a\u2028b']),
  listing('a name with a noncharacter', /control/, ['a\ufffeb']),
  listing('names that differ by an invisible letter', /one name/, ['main\u3164.js', 'main.js']),
  listing('names that differ by a joiner', /one name/, ['ma\u034fin.js', 'main.js']),
  listing('a wide letter and its narrow one', /one name/, ['\uff41.js', 'a.js']),
  listing('a Kelvin sign and a letter', /one name/, ['\u212a.js', 'k.js']),
  listing('folders that differ by their normal form', /one name/, ['caf\u00e9/a', 'cafe\u0301/b']),
  listing('a folder and a file that differ by case', /one name/, ['Lib', 'lib/a']),
]

/** Far more folders than entries: none of them needs a header of its own. */
const crowds = (): Hostile[] => {
  const deep = Array.from({ length: 400 }, (_, n) => `${`d${n}/`.repeat(8)}f`)
  const empty = Array.from({ length: 1_990 }, (_, n) => `e${n}`)
  return [
    listing('thousands of folders that nothing names', /2000 entries/, deep),
    listing('thousands of empty folders', /2000 entries/, [...deep.slice(0, 20), 'x'], empty),
  ]
}

const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex')

/** Right in everything that can be seen before its very end. */
const lateOnes = (): Hostile[] => {
  const last = (what: string, parts: Parameters<typeof archiveOf>[1], level = 1): Hostile => {
    const { archive, release } = archiveOf(what, parts, { pack: tar => gzipSync(tar, { level }) })
    return {
      what,
      archive,
      release: { manifest: {}, ...release, tar: { ...release.tar, sha256: sha256(Buffer.from(what)) } },
      reason: /not the signed one/,
    }
  }
  const crowd = Array.from({ length: 1_900 }, (_, n) => ({ path: `f${n}`, bytes: randomBytes(2_000) }))
  return [
    last('fifty megabytes that are found out at the end', [{ path: 'big', bytes: randomBytes(49_900_000) }]),
    last('fifty megabytes of nothing that are found out at the end', [
      { path: 'big', bytes: Buffer.alloc(49_900_000) },
    ]),
    last('nineteen hundred files that are found out at the end', crowd),
    last(
      'fifty megabytes in four files that are found out at the end',
      [1, 2, 3, 4].map(n => ({ path: `big-${n}`, bytes: randomBytes(12_400_000) })),
    ),
  ]
}

const gzipOf = (deflated: Buffer, plain: Uint8Array) => {
  const trailer = Buffer.alloc(8)
  trailer.writeUInt32LE(crc32(plain), 0)
  trailer.writeUInt32LE(plain.length, 4)
  return Buffer.concat([Buffer.from([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255]), deflated, trailer])
}

const streams = (): Hostile[] => {
  const tar = Buffer.concat([file('main.js'), end])
  const gz = (what: string, reason: RegExp, archive: Uint8Array, release = listed(tar)): Hostile => ({
    what,
    archive,
    release,
    reason,
  })
  const bomb = (megabytes: number) => gzipSync(Buffer.concat([tar, Buffer.alloc(megabytes * 1_000_000)]))
  const hollow = Buffer.alloc(5 * 10_000_000)
  for (let at = 0; at < hollow.length; at += 5) hollow.set([0, 0, 0, 0xff, 0xff], at)
  const times = Buffer.concat(Array.from({ length: 2_000 }, () => pax(record('mtime', '1'))))
  const twice = Buffer.concat([times, tar])
  return [
    gz('a bomb in a bomb', /octal/, gzipSync(bomb(20)), listed(bomb(20))),
    gz('a bomb at the list’s very limit', /follows its end|listed/, bomb(49), {
      ...listed(Buffer.concat([tar, Buffer.alloc(49_000_000)])),
    }),
    gz('ten million empty blocks and no end', /broken|cut short/, gzipOf(hollow, Buffer.alloc(0))),
    gz('a block of a reserved kind', /broken/, gzipOf(Buffer.from([0x07, 0, 0]), tar)),
    gz('a reference to before its beginning', /broken/, gzipOf(Buffer.from([0x03, 0x02, 0, 0]), tar)),
    gz(
      'a stream that ends, and goes on',
      /follows its end/,
      gzipOf(Buffer.concat([deflateRawSync(tar), deflateRawSync(content)]), tar),
    ),
    gz('an optional checksum in the gzip header', /unusual/, withFlag(gzipSync(tar), 2)),
    gz('two thousand headers that say nothing', /alone/, gzipSync(twice), listed(twice)),
    gz('random bytes', /gzip/, randomBytes(5_000)),
    gz('only zeros', /gzip/, Buffer.alloc(5_000)),
  ]
}

const withFlag = (packed: Buffer, flag: number) => {
  const bytes = Buffer.from(packed)
  bytes[3] = flag
  return bytes
}

/** Every hostile archive we know how to make: those of the reader's own tests, and those that need a whole panel. */
export const everyHostile = (): Hostile[] => [
  ...hostileArchives(),
  ...names(),
  ...crowds(),
  ...lateOnes(),
  ...streams(),
]
