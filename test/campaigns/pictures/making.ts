import { crc32, deflateSync } from 'node:zlib'

export const signature = Buffer.from('\x89PNG\r\n\x1a\n', 'latin1')

/** One chunk of a PNG, with a length or a checksum of one's own. */
export const chunk = (type: string, body: Uint8Array, { length = body.length, sum = 0 } = {}) => {
  const named = Buffer.concat([Buffer.from(type, 'latin1'), body])
  const bytes = Buffer.alloc(named.length + 8)
  bytes.writeUInt32BE(length, 0)
  named.copy(bytes, 4)
  bytes.writeUInt32BE((crc32(named) ^ sum) >>> 0, named.length + 4)
  return bytes
}

interface Head {
  width?: number
  height?: number
  depth?: number
  colour?: number
  packing?: number
  interlace?: number
}

export const head = (given: Head = {}) => {
  const { width = 64, height = 64, depth = 8, colour = 0, packing = 0, interlace = 0 } = given
  const bytes = Buffer.alloc(13)
  bytes.writeUInt32BE(width, 0)
  bytes.writeUInt32BE(height, 4)
  bytes.set([depth, colour, packing, 0, interlace], 8)
  return chunk('IHDR', bytes)
}
export const pixels = (length: number) => chunk('IDAT', deflateSync(Buffer.alloc(length)))
export const rows = 65 * 64
export const end = chunk('IEND', Buffer.alloc(0))
export const png = (...chunks: Uint8Array[]) => Buffer.concat([signature, ...chunks])

export const text = (words: string) => chunk('tEXt', Buffer.from(`Comment\0${words}`))
export const profile = (length: number) =>
  chunk('iCCP', Buffer.concat([Buffer.from('p\0\0'), deflateSync(Buffer.alloc(length))]))
export const packedText = (length: number) =>
  chunk('zTXt', Buffer.concat([Buffer.from('c\0\0'), deflateSync(Buffer.alloc(length))]))
export const packedInternational = (length: number) =>
  chunk('iTXt', Buffer.concat([Buffer.from('c\0\x01\0en\0c\0'), deflateSync(Buffer.alloc(length))]))

const fourcc = (type: string, body: Uint8Array) => {
  const bytes = Buffer.alloc(8 + body.length + (body.length % 2))
  bytes.write(type, 0, 'latin1')
  bytes.writeUInt32LE(body.length, 4)
  bytes.set(body, 8)
  return bytes
}
export const webpChunk = fourcc

export const webp = (...chunks: Uint8Array[]) => {
  const body = Buffer.concat([Buffer.from('WEBP'), ...chunks])
  return fourcc('RIFF', body)
}

/** A WebP without loss, of one colour: sizes, no transforms, and five codes of one symbol each. */
export const lossless = (width = 64, height = 64) => {
  const one = '1000'
  const opaque = `101${'1'.repeat(8)}`
  const bits = [
    binary(width - 1, 14),
    binary(height - 1, 14),
    '0000',
    '000',
    one,
    one,
    one,
    opaque,
    one,
  ].join('')
  const bytes = bits.padEnd(Math.ceil(bits.length / 8) * 8, '0').match(/.{8}/g) ?? []
  return fourcc('VP8L', Buffer.from([0x2f, ...bytes.map(byte => Number.parseInt(reversed(byte), 2))]))
}
const reversed = (bits: string) => Array.from(bits).toReversed().join('')
const binary = (value: number, width: number) => reversed(value.toString(2).padStart(width, '0'))

export const canvas = (width = 64, height = 64, flags = 0) => {
  const body = Buffer.alloc(10)
  body[0] = flags
  body.writeUIntLE(width - 1, 4, 3)
  body.writeUIntLE(height - 1, 7, 3)
  return fourcc('VP8X', body)
}
