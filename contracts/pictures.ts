import { isSoundJpeg } from './pictures/jpeg.ts'
import { isSoundPng } from './pictures/png.ts'
import { isSoundWebp } from './pictures/webp.ts'

export interface Picture {
  type: 'image/png' | 'image/webp' | 'image/jpeg'
  width: number
  height: number
}

/** What the bytes are, by their first ones and their header; undefined for anything but PNG, WebP and JPEG. */
export const pictureIn = (bytes: Uint8Array): Picture | undefined => {
  const view = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const found = png(view) ?? webp(view) ?? jpeg(view)
  return found && found.width > 0 && found.height > 0 ? found : undefined
}

/** What a browser may have to hold of one picture, four bytes each. */
export const mostPixels = 25_000_000

/**
 * What the bytes are if they are one still picture from the first to the last of them, and no larger than it says: no
 * animation, nothing behind its end, nothing that unpacks to more. Undefined for everything else.
 */
export const soundPicture = async (bytes: Uint8Array): Promise<Picture | undefined> => {
  const found = pictureIn(bytes)
  if (!found || found.width * found.height > mostPixels) return undefined
  const view = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  return (await isSound[found.type](view)) ? found : undefined
}

const isSound: Record<Picture['type'], (b: Buffer) => boolean | Promise<boolean>> = {
  'image/png': isSoundPng,
  'image/webp': isSoundWebp,
  'image/jpeg': isSoundJpeg,
}

const png = (b: Buffer): Picture | undefined =>
  b.length >= 33 &&
  b.toString('latin1', 0, 8) === '\x89PNG\r\n\x1a\n' &&
  b.toString('latin1', 12, 16) === 'IHDR'
    ? { type: 'image/png', width: b.readUInt32BE(16), height: b.readUInt32BE(20) }
    : undefined

const webp = (b: Buffer): Picture | undefined => {
  if (b.length < 30 || b.toString('latin1', 0, 4) !== 'RIFF' || b.toString('latin1', 8, 12) !== 'WEBP')
    return undefined
  const size = webpSizes[b.toString('latin1', 12, 16)]?.(b)
  return size && { type: 'image/webp', ...size }
}

const webpSizes: Record<string, (b: Buffer) => { width: number; height: number } | undefined> = {
  VP8X: b => ({ width: b.readUIntLE(24, 3) + 1, height: b.readUIntLE(27, 3) + 1 }),
  VP8L: b => {
    if (b[20] !== 0x2f) return undefined
    const bits = b.readUInt32LE(21)
    return { width: (bits & 0x3fff) + 1, height: ((bits >>> 14) & 0x3fff) + 1 }
  },
  'VP8 ': b =>
    b.readUIntBE(23, 3) === 0x9d012a
      ? { width: b.readUInt16LE(26) & 0x3fff, height: b.readUInt16LE(28) & 0x3fff }
      : undefined,
}

// C4, C8 and CC lie in the range of frame headers and are none.
const isFrame = (marker: number) =>
  marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc

const jpeg = (b: Buffer): Picture | undefined => {
  if (b.length < 4 || b.readUIntBE(0, 3) !== 0xffd8ff) return undefined
  for (let at = 2; at + 9 <= b.length && b[at] === 0xff; at += 2 + b.readUInt16BE(at + 2))
    if (isFrame(b.readUInt8(at + 1)))
      return { type: 'image/jpeg', width: b.readUInt16BE(at + 7), height: b.readUInt16BE(at + 5) }
  return undefined
}
