import { createHash } from 'node:crypto'
import { gzipSync } from 'node:zlib'
import type { Release } from '../../contracts/catalogue.ts'

export interface Case {
  what: string
  archive: Uint8Array
  release: Release
  reason: RegExp
}

interface Fields {
  type?: string
  mode?: string
  size?: number | string
  uid?: string
  mtime?: string
  link?: string
  magic?: string
  device?: string
  prefix?: string
  tail?: string
  sum?: string
}

/** One tar header with whatever an attacker likes in its fields. Names are latin1, so that any byte can be written. */
export const header = (name: string, fields: Fields = {}) => {
  const { type = '0', mode = '0000644\0', size = 0, uid = '0000000\0', mtime = '00000000000\0' } = fields
  const block = Buffer.alloc(512)
  const put = (text: string, at: number) => block.write(text, at, 'latin1')
  put(name, 0)
  put(mode, 100)
  put(uid, 108)
  put('0000000\0', 116)
  put(typeof size === 'string' ? size : `${size.toString(8).padStart(11, '0')}\0`, 124)
  put(mtime, 136)
  put(type, 156)
  put(fields.link ?? '', 157)
  put(fields.magic ?? 'ustar\x0000', 257)
  put(fields.device ?? '', 329)
  put(fields.prefix ?? '', 345)
  put(fields.tail ?? '', 500)
  block.fill(' ', 148, 156)
  const sum = block.reduce((total, byte) => total + byte, 0)
  put(fields.sum ?? `${sum.toString(8).padStart(6, '0')}\0 `, 148)
  return block
}

export const content = 'export default {}\n'
export const data = (text: string | Uint8Array) => {
  const bytes = Buffer.from(text)
  return Buffer.concat([bytes, Buffer.alloc((512 - (bytes.length % 512)) % 512)])
}
export const end = Buffer.alloc(1024)
const bytesOf = (text: string) => Buffer.from(text).toString('latin1')

export const file = (name: string, fields: Fields = {}, text = content) =>
  Buffer.concat([header(bytesOf(name), { size: Buffer.byteLength(text), ...fields }), data(text)])
export const folder = (name: string, fields: Fields = {}) =>
  header(bytesOf(name), { type: '5', mode: '0000755\0', ...fields })
export const pax = (...records: string[]) => {
  const text = records.join('')
  return Buffer.concat([header('pax', { type: 'x', size: text.length }), data(text)])
}
export const record = (key: string, value: string) => {
  const rest = ` ${key}=${value}\n`
  const digits = String(rest.length + String(rest.length).length)
  return `${rest.length + digits.length}${rest}`
}

export const good = file('main.js')
const sha256 = (bytes: Uint8Array | string) => createHash('sha256').update(bytes).digest('hex')

/** A list that was signed over exactly this tar, so that only what is in the tar can be the reason. */
export const listed = (
  tar: Uint8Array,
  paths: readonly string[] = ['main.js'],
  directories?: string[],
): Release => ({
  manifest: {},
  files: paths.map(path => ({ path, length: content.length, sha256: sha256(content), mode: '644' as const })),
  ...(directories && { directories }),
  size: paths.length * content.length,
  tar: { length: tar.length, sha256: sha256(tar) },
})

const framed = (what: string, reason: RegExp, tar: Buffer, release = listed(tar)): Case => ({
  what,
  archive: gzipSync(tar),
  release,
  reason,
})

/** A hostile entry beside the good one. */
const entry = (what: string, reason: RegExp, ...blocks: Uint8Array[]) =>
  framed(what, reason, Buffer.concat([...blocks, good, end]))

/** A name that even the signed list has. */
const name = (what: string, reason: RegExp, path: string, block = file(path)) => {
  const tar = Buffer.concat([block, end])
  return framed(what, reason, tar, listed(tar, [path]))
}

const names = (): Case[] => [
  name('a path that climbs out', /plain path/, '../evil'),
  name('a path that climbs out in its middle', /plain path/, 'a/../../evil'),
  name('a path that is only dots', /plain path/, '..'),
  name('an absolute path', /absolute/, '/etc/cron.d/evil'),
  name('a Windows path', /\\/, 'a\\..\\evil'),
  name('a drive letter', /one of/, 'C:evil'),
  name('a stream of another file', /one of/, 'main.js:evil'),
  name('an empty part of a path', /plain path/, 'a//b'),
  name('a dot as a part of a path', /plain path/, 'a/./b'),
  name('a name with a line break', /control/, 'a\nb'),
  name('a name with an escape sequence', /control/, 'a\u001b[2Jb'),
  name('a name with a delete character', /control/, 'a\u007f'),
  name('a name that is read backwards', /control/, 'a\u202egnp.js'),
  name('a name with a zero-width character', /control/, 'ma\u200din.js'),
  name('a name with a byte order mark', /control/, '\ufeffmain.js'),
  name('a part that ends in a dot', /ends in/, 'a./b'),
  name('a name that ends in a blank', /ends in/, 'main.js '),
  name('a path of eleven folders', /deeper/, `${'a/'.repeat(10)}b`),
  entry('a path that climbs out, past the list', /plain path/, file('../evil')),
  entry('a path that starts with a dot', /plain path/, file('./main.js')),
  entry('a prefix that climbs out', /plain path/, file('evil', { prefix: '..' })),
  entry('an absolute prefix', /absolute/, file('evil', { prefix: '/etc' })),
  entry('an empty name', /empty/, file('')),
  entry('a file that is called like a folder', /plain path/, file('main.js/')),
  entry('a name that hides another behind its end', /behind its end/, file('main.js\0evil')),
  entry('a name that is not UTF-8', /UTF-8/, header('a\xff', { size: 0 })),
  entry('a slash in two bytes', /UTF-8/, header('..\xc0\xafevil', { size: 0 })),
  entry('half of a character', /UTF-8/, header('a\xed\xa0\x80', { size: 0 })),
  entry('the folder itself', /plain path/, folder('./')),
]

const types = (): Case[] => [
  entry('a symbolic link', /symbolic link/, header('lib', { type: '2', link: '/etc' })),
  entry('a symbolic link in place of a listed file', /symbolic link/, header('main.js', { type: '2' })),
  entry('a hard link', /hard link/, header('a', { type: '1', link: 'main.js' })),
  entry('a character device', /character device/, header('a', { type: '3', device: '0000001\x000000003\0' })),
  entry('a block device', /block device/, header('a', { type: '4' })),
  entry('a named pipe', /named pipe/, header('a', { type: '6' })),
  entry('a contiguous file', /unknown type/, file('a', { type: '7' })),
  entry('a file of the oldest format', /oldest/, file('a', { type: '\0' })),
  entry('a GNU long name', /long name/, file('././@LongLink', { type: 'L' }, '../evil\0')),
  entry('a GNU long link name', /long link/, file('././@LongLink', { type: 'K' }, '/etc/passwd\0')),
  entry('a sparse file', /sparse/, file('a', { type: 'S' })),
  entry('a volume label', /unknown type/, header('label', { type: 'V' })),
  entry('a listing of a folder', /unknown type/, header('a', { type: 'D' })),
  entry('a piece of another volume', /unknown type/, header('a', { type: 'M' })),
  entry('a Solaris extended header', /unknown type/, file('a', { type: 'X' }, record('path', 'evil'))),
  entry('a type nobody knows', /unknown type/, header('a', { type: 'Z' })),
  entry('a global extended header', /global/, file('pax', { type: 'g' }, record('path', 'evil'))),
  entry('an extended header with another name', /more than a time/, pax(record('path', '../evil'))),
  entry('an extended header with another size', /more than a time/, pax(record('size', '0'))),
  entry('an extended header with a link', /more than a time/, pax(record('linkpath', '/etc'))),
  entry('an extended header with an attribute', /more than a time/, pax(record('SCHILY.xattr.a', 'b'))),
  entry('an extended header of a sparse file', /more than a time/, pax(record('GNU.sparse.name', 'evil'))),
  entry('a name behind a time', /more than a time/, pax(record('mtime', '1.5'), record('path', 'evil'))),
  entry('a time that is no number', /more than a time/, pax(record('mtime', 'now'))),
  entry('a record with a wrong length', /more than a time/, pax('99 mtime=1\n')),
  entry('a record without a length', /broken/, pax('mtime=1\n')),
  entry('two extended headers', /stands alone/, pax(record('mtime', '1')), pax(record('mtime', '2'))),
  entry('a very long extended header', /too long/, pax(record('mtime', '1').repeat(100))),
  framed(
    'an extended header at the end',
    /stands alone/,
    Buffer.concat([good, pax(record('mtime', '1')), end]),
  ),
  entry('a file with the target of a link', /link/, file('a', { link: '/etc/passwd' })),
  entry('a file with device numbers', /device/, file('a', { device: '0000010\x000000001\0' })),
]

const doubles = (): Case[] => {
  const folders = Buffer.concat([folder('a/'), folder('a'), file('a/b'), end])
  const both = (a: string, b: string) => {
    const tar = Buffer.concat([file(a), file(b), end])
    return [tar, listed(tar, [a, b])] as const
  }
  return [
    entry('a file twice', /twice/, good),
    framed('a folder twice', /twice/, folders, listed(folders, ['a/b'])),
    entry('a folder in place of a listed file', /not on its list/, folder('main.js')),
    framed('a list with one name twice', /twice/, ...both('main.js', 'main.js')),
    framed('names that differ by case', /one name/, ...both('Main.js', 'main.js')),
    framed('folders that differ by case', /one name/, ...both('Lib/a', 'lib/b')),
    framed('one name in two normal forms', /one name/, ...both('caf\u00e9', 'cafe\u0301')),
    framed('a ligature and its letters', /one name/, ...both('\ufb01le', 'file')),
    framed('a sharp s and two', /one name/, ...both('stra\u00dfe', 'strasse')),
    framed('a file that is the folder of another', /one name|twice/, ...both('a', 'a/b')),
    entry('a folder not on the list', /not on its list/, folder('evil/')),
    entry('a file not on the list', /not on its list/, file('evil.js')),
  ]
}

const headers = (): Case[] => [
  entry('a wrong checksum', /checksum/, file('a', { sum: '0000000\0' })),
  entry('a checksum over signed bytes', /checksum/, file('\u00e9', { sum: '007420\0 ' })),
  entry('an empty checksum', /octal/, file('a', { sum: '\0\0\0\0\0\0\0\0' })),
  entry('a GNU archive', /ustar/, file('a', { magic: 'ustar  \0' })),
  entry('an archive without a mark', /ustar/, file('a', { magic: '\0\0\0\0\0\0\0\0' })),
  entry('a size in binary', /octal/, file('a', { size: '\x80\0\0\0\0\0\0\0\0\0\0\x12' })),
  entry('a negative size', /octal/, file('a', { size: '-0000000022\0' })),
  entry('a size in hexadecimal', /octal/, file('a', { size: '0x12\0' })),
  entry('a size with blanks before it', /octal/, file('a', { size: '         22\0' })),
  entry('a size of eight gigabytes', /listed length/, header('main.js', { size: '77777777777\0' })),
  entry('an owner in binary', /octal/, file('a', { uid: '\x80\0\0\0\0\0\0\x01' })),
  entry(
    'a time in binary',
    /octal/,
    file('a', { mtime: '\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff' }),
  ),
  entry('bytes behind the header', /behind its end/, file('a', { tail: 'evil' })),
  framed(
    'a file that runs as its owner',
    /mode|permission/,
    Buffer.concat([file('main.js', { mode: '0004755\0' }), end]),
  ),
  framed(
    'a file that everybody may write',
    /mode|permission/,
    Buffer.concat([file('main.js', { mode: '0000666\0' }), end]),
  ),
  framed(
    'a file that became executable',
    /listed mode/,
    Buffer.concat([file('main.js', { mode: '0000755\0' }), end]),
  ),
  entry('a folder with content', /has content/, Buffer.concat([folder('a/', { size: 18 }), data(content)])),
]

const contents = (): Case[] => {
  const other = content.replace('default', 'Default')
  const missing = Buffer.concat([folder('a/'), end])
  const dirty = Buffer.from(file('main.js'))
  dirty.write('evil', 1000)
  return [
    framed(
      'other bytes of the same length',
      /listed content/,
      Buffer.concat([file('main.js', {}, other), end]),
    ),
    framed('a longer file', /listed length/, Buffer.concat([file('main.js', {}, `${content} `), end])),
    framed('a shorter file', /listed length/, Buffer.concat([file('main.js', {}, 'x'), end])),
    framed('an archive without a listed file', /missing/, missing, listed(missing, ['main.js', 'a/b'])),
    framed(
      'an archive without a listed folder',
      /missing/,
      Buffer.concat([good, end]),
      listed(Buffer.concat([good, end]), ['main.js'], ['empty']),
    ),
    framed('bytes behind a file', /behind its end/, Buffer.concat([dirty, end])),
    framed('nothing at all', /missing/, end),
  ]
}

const framing = (): Case[] => [
  framed('an archive cut in a header', /cut short/, good.subarray(0, 300)),
  framed('an archive cut in a file', /cut short/, good.subarray(0, 520)),
  framed('an archive without an end', /cut short/, good),
  framed('an archive with half an end', /cut short/, Buffer.concat([good, end.subarray(512)])),
  framed('an entry after a first end', /end is broken/, Buffer.concat([end.subarray(512), good, end])),
  framed('a second archive after the end', /follows its end/, Buffer.concat([good, end, file('evil'), end])),
  framed('bytes in the last padding', /follows its end/, Buffer.concat([good, end, Buffer.alloc(512, 1)])),
  framed('an end that is no whole block', /cut short/, Buffer.concat([good, end, Buffer.alloc(100)])),
  framed('an end without end', /follows its end/, Buffer.concat([good, Buffer.alloc(512 * 60)])),
]

const fine = Buffer.concat([good, end])
const packed = gzipSync(fine)
const changed = (at: number, byte: number) => {
  const bytes = Buffer.from(packed)
  bytes[at < 0 ? bytes.length + at : at] = byte
  return bytes
}
const gz = (what: string, reason: RegExp, archive: Uint8Array): Case => ({
  what,
  archive,
  release: listed(fine),
  reason,
})

const compression = (): Case[] => {
  const bomb = Buffer.concat([good, Buffer.alloc(300_000_000)])
  return [
    gz('a tar that is not compressed', /gzip/, fine),
    gz('an empty file', /gzip/, Buffer.alloc(0)),
    gz('a zip file', /gzip/, Buffer.from(`PK\x03\x04${'\0'.repeat(40)}`)),
    gz('an archive cut in half', /cut short/, packed.subarray(0, packed.length / 2)),
    gz('an archive without its checksum', /cut short/, packed.subarray(0, -8)),
    gz('an archive without its last byte', /cut short/, packed.subarray(0, -1)),
    gz('a wrong checksum of the whole', /checksum/, changed(-8, 1)),
    gz('a wrong length of the whole', /checksum/, changed(-1, 1)),
    gz('two archives in one file', /follows its end/, Buffer.concat([packed, gzipSync(fine)])),
    gz(
      'an empty archive before the real one',
      /checksum|cut short|follows/,
      Buffer.concat([gzipSync(''), packed]),
    ),
    gz('bytes after the archive', /follows its end/, Buffer.concat([packed, Buffer.from('evil')])),
    gz('zeros after the archive', /follows its end/, Buffer.concat([packed, Buffer.alloc(512)])),
    gz('another way of compressing', /gzip/, changed(2, 7)),
    gz('extra fields in the gzip header', /unusual/, changed(3, 4)),
    gz('a comment in the gzip header', /unusual/, changed(3, 16)),
    gz('a reserved flag in the gzip header', /unusual/, changed(3, 128)),
    gz(
      'a file name without end in the gzip header',
      /unusual/,
      Buffer.concat([changed(3, 8).subarray(0, 10), Buffer.alloc(600, 97)]),
    ),
    gz('300 MB in 300 KB', /more than is listed/, gzipSync(bomb)),
    gz(
      'one block more than is listed',
      /more than is listed/,
      gzipSync(Buffer.concat([fine, Buffer.alloc(512)])),
    ),
    {
      ...gz('other padding than the signed one', /signed one/, packed),
      release: { ...listed(fine), tar: { length: fine.length + 512, sha256: listed(fine).tar.sha256 } },
    },
  ]
}

const many = (count: number) => Array.from({ length: count }, (_, n) => `f${n}`)
const limits = (): Case[] => {
  const crowd = Buffer.concat([...many(2_001).map(path => file(path)), end])
  const folders = Buffer.concat([...many(4_001).map(() => pax(record('mtime', '1'))), end])
  const huge = { ...listed(fine), size: 60_000_000 }
  const [first] = huge.files
  return [
    framed('more files than allowed', /2000 entries/, crowd, listed(crowd, many(2_001))),
    framed('extended headers without end', /alone|entries/, folders),
    {
      ...gz('more bytes than allowed', /50 MB/, packed),
      release: { ...huge, files: first ? [{ ...first, length: 60_000_000 }] : [] },
    },
    {
      ...gz('a list that contradicts itself', /contradicts/, packed),
      release: { ...listed(fine), size: 17 },
    },
    {
      ...gz('a tar that is said to be endless', /50 MB/, packed),
      release: { ...listed(fine), tar: { length: 2 ** 40, sha256: 'a'.repeat(64) } },
    },
  ]
}

/** Archives that an attacker could make, each with a list that is as friendly to it as a signed list could be. */
export const hostileArchives = () => [
  ...names(),
  ...types(),
  ...doubles(),
  ...headers(),
  ...contents(),
  ...framing(),
  ...compression(),
  ...limits(),
]
