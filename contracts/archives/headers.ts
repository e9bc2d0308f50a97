import { refuse } from './rules.ts'

export const block = 512

export interface Header {
  path: string
  type: 'file' | 'directory' | 'times'
  mode: number
  size: number
}

const types: Record<string, Header['type']> = { '0': 'file', '5': 'directory', x: 'times' }

/** Writes one ustar header: no owner, no time. */
export const writeHeader = ({ path, type, mode, size }: Header) => {
  const bytes = Buffer.alloc(block)
  const { prefix, name } = split(type === 'directory' ? `${path}/` : path)
  bytes.write(name, 0)
  for (const [from, width, value] of [
    [100, 8, mode],
    [108, 8, 0],
    [116, 8, 0],
    [124, 12, size],
    [136, 12, 0],
    [329, 8, 0],
    [337, 8, 0],
  ] as const)
    bytes.write(`${value.toString(8).padStart(width - 1, '0')}\0`, from)
  bytes.write(type === 'directory' ? '5' : '0', 156)
  bytes.write('ustar\x0000', 257)
  bytes.write(prefix, 345)
  bytes.write(`${sumOf(bytes).toString(8).padStart(6, '0')}\0 `, 148)
  return bytes
}

const split = (path: string) => {
  if (Buffer.byteLength(path) <= 100) return { prefix: '', name: path }
  for (let at = path.indexOf('/'); at > 0; at = path.indexOf('/', at + 1)) {
    const [prefix, name] = [path.slice(0, at), path.slice(at + 1)]
    if (name !== '' && Buffer.byteLength(prefix) <= 155 && Buffer.byteLength(name) <= 100)
      return { prefix, name }
  }
  return refuse(`the name ${path} is too long for an archive`)
}

// The sum counts its own eight bytes as blanks.
const sumOf = (bytes: Uint8Array) =>
  bytes.reduce((sum, byte, at) => sum + (at >= 148 && at < 156 ? 32 : byte), 0)

/** Reads one ustar header. One way of writing each field is understood; everything else refuses the archive. */
export const readHeader = (bytes: Buffer): Header => {
  if (octal(bytes, 148, 8) !== sumOf(bytes)) refuse('the checksum of an entry is wrong')
  if (bytes.toString('latin1', 257, 265) !== 'ustar\x0000') refuse('it is not a ustar archive')
  const type = types[bytes.toString('latin1', 156, 157)] ?? refuse(whatIs(bytes))
  if (bytes.subarray(157, 257).some(byte => byte !== 0)) refuse('an entry names a link')
  if (!/^[0 \0]*$/.test(bytes.toString('latin1', 329, 345))) refuse('an entry names a device')
  if (bytes.subarray(500).some(byte => byte !== 0)) refuse('a header hides bytes behind its end')
  for (const [from, width] of [
    [108, 8],
    [116, 8],
    [136, 12],
  ] as const)
    octal(bytes, from, width)
  const size = octal(bytes, 124, 12)
  if (type === 'directory' && size > 0) refuse('a directory has content')
  return { path: pathOf(bytes, type), type, mode: octal(bytes, 100, 8), size }
}

const named: Record<string, string> = {
  '\0': 'an entry of the oldest tar format',
  '1': 'a hard link',
  '2': 'a symbolic link',
  '3': 'a character device',
  '4': 'a block device',
  '6': 'a named pipe',
  g: 'a global extended header',
  K: 'a GNU long link name',
  L: 'a GNU long name',
  S: 'a sparse file',
}
const whatIs = (bytes: Buffer) => {
  const flag = bytes.toString('latin1', 156, 157)
  return `it holds ${named[flag] ?? `an entry of the unknown type ${JSON.stringify(flag)}`}`
}

const octal = (bytes: Buffer, from: number, width: number) => {
  const digits = /^([0-7]+)[ \0]*$/.exec(bytes.toString('latin1', from, from + width))?.[1]
  return Number.parseInt(digits ?? refuse('a number in a header is not plain octal'), 8)
}

const pathOf = (bytes: Buffer, type: Header['type']) => {
  const [prefix, name] = [text(bytes, 345, 155), text(bytes, 0, 100)]
  const path = prefix === '' ? name : `${prefix}/${name}`
  return type === 'directory' && path.endsWith('/') ? path.slice(0, -1) : path
}

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })
const text = (bytes: Buffer, from: number, width: number) => {
  const field = bytes.subarray(from, from + width)
  const end = field.indexOf(0) < 0 ? width : field.indexOf(0)
  // A second name behind the NUL is what one reader skips and another one takes.
  if (field.subarray(end).some(byte => byte !== 0)) refuse('a name hides bytes behind its end')
  try {
    return utf8.decode(field.subarray(0, end))
  } catch {
    return refuse('a name is not UTF-8')
  }
}
