import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { deflateSync, gzipSync } from 'node:zlib'
import { root } from '../../../config/root.ts'
import type { Picture } from '../../../contracts/pictures.ts'
import {
  canvas,
  chunk,
  end,
  head,
  lossless,
  packedInternational,
  packedText,
  pixels,
  png,
  profile,
  rows,
  signature,
  text,
  webp,
  webpChunk,
} from './making.ts'

/** Bytes that the vendor's keys have signed as a picture, and what the list says that they are. */
export interface Shown {
  what: string
  bytes: Buffer
  listed: Picture
}

const still = { type: 'image/png', width: 64, height: 64 } as const
const inPng = (what: string, ...chunks: Uint8Array[]): Shown => ({
  what,
  bytes: png(...chunks),
  listed: still,
})
const other = (
  what: string,
  type: Picture['type'],
  bytes: Uint8Array,
  size = { width: 64, height: 64 },
): Shown => ({
  what,
  bytes: Buffer.from(bytes),
  listed: { type, ...size },
})

const fine = [head(), pixels(rows), end]
const control = Buffer.alloc(8)
control.writeUInt32BE(2, 0)
const script = '<script>alert(1)</script>'
const drawing = '<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'
const data = deflateSync(Buffer.alloc(rows))

const pngs = (): Shown[] => [
  inPng('a PNG bomb: more rows than it is high', head(), pixels(300_000_000), end),
  inPng('a PNG one row too long', head(), pixels(rows + 65), end),
  inPng('a PNG one byte too short', head(), pixels(rows - 1), end),
  {
    ...inPng('a PNG of 64 million pixels', head({ width: 8_000, height: 8_000 }), pixels(8_001 * 8_000), end),
    listed: { ...still, width: 8_000, height: 8_000 },
  },
  inPng('a PNG with a bomb for a colour profile', head(), profile(200_000_000), pixels(rows), end),
  inPng('a PNG with a bomb for a text', head(), packedText(200_000_000), pixels(rows), end),
  inPng(
    'a PNG with a bomb for a text in a language',
    head(),
    packedInternational(200_000_000),
    pixels(rows),
    end,
  ),
  inPng('a PNG that moves', head(), chunk('acTL', control), pixels(rows), end),
  inPng(
    'a PNG with a frame for later',
    head(),
    pixels(rows),
    chunk('fdAT', Buffer.concat([control, data])),
    end,
  ),
  inPng('a PNG with a page behind it', ...fine, Buffer.from(script)),
  inPng('a PNG with a ZIP behind it', ...fine, Buffer.from('PK\x05\x06'.padEnd(22, '\0'), 'latin1')),
  inPng('a PNG with another one behind it', ...fine, png(...fine)),
  inPng('a PNG with one more byte', ...fine, Buffer.from([0])),
  inPng('a PNG without an end', head(), pixels(rows)),
  inPng('a PNG without pixels', head(), end),
  inPng('a PNG of nothing but a header', head(), Buffer.alloc(8)),
  inPng(
    'a PNG with a page in an end that should be empty',
    head(),
    pixels(rows),
    chunk('IEND', Buffer.from(script)),
  ),
  inPng('a PNG with a private chunk', head(), chunk('evIl', Buffer.from(script)), pixels(rows), end),
  inPng(
    'a PNG with an unknown chunk that counts',
    head(),
    chunk('EVIL', Buffer.from(script)),
    pixels(rows),
    end,
  ),
  inPng('a PNG with two headers', head(), head({ width: 4_000 }), pixels(rows), end),
  inPng('a PNG with two ends', head(), end, pixels(rows), end),
  inPng(
    'a PNG with its pixels in two places',
    head(),
    chunk('IDAT', data.subarray(0, 9)),
    text('x'),
    chunk('IDAT', data.subarray(9)),
    end,
  ),
  inPng(
    'a PNG with a chunk longer than the file',
    head(),
    chunk('tEXt', Buffer.from('x'), { length: 4_000 }),
    pixels(rows),
    end,
  ),
  inPng(
    'a PNG with a chunk of two gigabytes',
    head(),
    chunk('tEXt', Buffer.from('x'), { length: 0x7fffffff }),
    pixels(rows),
    end,
  ),
  inPng(
    'a PNG with a chunk of four gigabytes',
    head(),
    chunk('tEXt', Buffer.from('x'), { length: 0xffffffff }),
    pixels(rows),
    end,
  ),
  inPng('a PNG with a wrong checksum', head(), chunk('IDAT', data, { sum: 1 }), end),
  inPng(
    'a PNG with bytes behind its pixels',
    head(),
    chunk('IDAT', Buffer.concat([data, Buffer.from(script)])),
    end,
  ),
  inPng('a PNG whose pixels are not packed', head(), chunk('IDAT', Buffer.alloc(rows)), end),
  inPng(
    'a PNG whose pixels are packed another way',
    head(),
    chunk('IDAT', gzipSync(Buffer.alloc(rows))),
    end,
  ),
  inPng('a PNG of an unknown colour type', head({ colour: 5 }), pixels(rows), end),
  inPng('a PNG of an impossible depth', head({ depth: 3 }), pixels(rows), end),
  inPng('a PNG that is packed in a way nobody knows', head({ packing: 1 }), pixels(rows), end),
  inPng('a PNG with a palette missing', head({ colour: 3 }), pixels(rows), end),
  inPng(
    'a PNG with a palette of a thousand colours',
    head({ colour: 3 }),
    chunk('PLTE', Buffer.alloc(3_000)),
    pixels(rows),
    end,
  ),
  inPng('a PNG with two megabytes of text', head(), text('x'.repeat(2_000_000)), pixels(rows), end),
  inPng(
    'a PNG of thirty thousand chunks',
    head(),
    ...Array.from({ length: 30_000 }, () => text('')),
    pixels(rows),
    end,
  ),
  { ...inPng('a PNG that is listed with another size', ...fine), listed: { ...still, width: 128 } },
  { ...inPng('a PNG that is listed as a JPEG', ...fine), listed: { ...still, type: 'image/jpeg' } },
  { ...inPng('a PNG that is cut in the middle'), bytes: png(...fine).subarray(0, 60) },
]

const texts = (): Shown[] =>
  [drawing, script, 'GIF89a', '%PDF-1.7', 'BM', '', `${signature.toString('latin1')}${drawing}`].map(words =>
    other(
      `${JSON.stringify(words.slice(0, 24))} in place of a picture`,
      'image/png',
      Buffer.from(words.padEnd(400), 'latin1'),
    ),
  )

const photo = () => readFileSync(join(root, 'catalogue/addons/french/1.0.0/screenshots/1.jpg'))

const jpegs = (): Shown[] => {
  const bytes = photo()
  const frame =
    [0xc0, 0xc1, 0xc2].map(marker => bytes.indexOf(Buffer.from([0xff, marker, 0]))).find(at => at > 0) ?? 0
  const size = { width: bytes.readUInt16BE(frame + 7), height: bytes.readUInt16BE(frame + 5) }
  const scan = bytes.indexOf(Buffer.from([0xff, 0xda]))
  const jpeg = (what: string, changed: Uint8Array) => other(what, 'image/jpeg', changed, size)
  const put = (what: string, at: number, ...more: Uint8Array[]) =>
    jpeg(what, Buffer.concat([bytes.subarray(0, at), ...more, bytes.subarray(at)]))
  const header = bytes.subarray(frame, frame + 2 + bytes.readUInt16BE(frame + 2))
  const set = (what: string, at: number, value: number) => {
    const changed = Buffer.from(bytes)
    changed[at] = value
    return jpeg(what, changed)
  }
  const larger = Buffer.from(header)
  larger.writeUInt16BE(65_000, 5)
  const scans = Buffer.concat(Array.from({ length: 500 }, () => bytes.subarray(scan, scan + 400)))
  return [
    jpeg('a JPEG with a page behind it', Buffer.concat([bytes, Buffer.from(script)])),
    jpeg(
      'a JPEG with a ZIP behind it',
      Buffer.concat([bytes, Buffer.from('PK\x05\x06'.padEnd(22, '\0'), 'latin1')]),
    ),
    jpeg('a JPEG that is cut in half', bytes.subarray(0, bytes.length / 2)),
    jpeg('a JPEG without an end', bytes.subarray(0, -2)),
    jpeg('a JPEG without a scan', Buffer.concat([bytes.subarray(0, scan), Buffer.from([0xff, 0xd9])])),
    put('a JPEG that says two sizes', scan, larger),
    put('a JPEG that says its height later', scan, Buffer.from([0xff, 0xdc, 0, 4, 0xff, 0xff])),
    put('a JPEG with a segment longer than the file', 2, Buffer.from([0xff, 0xe1, 0xff, 0xff])),
    put('a JPEG with a segment shorter than its length', 2, Buffer.from([0xff, 0xfe, 0, 1])),
    put('a JPEG with an unknown segment', 2, Buffer.from([0xff, 0x02, 0, 4, 1, 2])),
    put('a JPEG with a second beginning', 2, Buffer.from([0xff, 0xd8])),
    put('a JPEG of five hundred scans', bytes.length - 2, scans),
    set('a JPEG of a kind that browsers do not know', frame + 1, 0xc9),
    set('a JPEG of sixteen bits', frame + 4, 16),
    set('a JPEG of a hundred colours', frame + 9, 100),
  ]
}

const webps = (): Shown[] => {
  const one = (what: string, bytes: Uint8Array) => other(what, 'image/webp', bytes)
  const wrong = webp(lossless())
  wrong.writeUInt32LE(wrong.length + 100, 4)
  return [
    one('a WebP with a page behind it', Buffer.concat([webp(lossless()), Buffer.from(script)])),
    one('a WebP with a page inside', webp(lossless(), webpChunk('EVIL', Buffer.from(script)))),
    one('a WebP that moves', webp(canvas(64, 64, 2), webpChunk('ANIM', Buffer.alloc(6)), lossless())),
    one('a WebP with frames', webp(canvas(), webpChunk('ANMF', Buffer.alloc(16)), lossless())),
    one('a WebP larger than its canvas', webp(canvas(), lossless(16_000, 16_000))),
    one('a WebP with two pictures', webp(canvas(), lossless(), lossless())),
    one('a WebP without a picture', webp(canvas())),
    one('a WebP with a wrong length', wrong),
    one(
      'a WebP with a chunk longer than itself',
      Buffer.concat([
        webp(lossless()).subarray(0, 16),
        Buffer.from([0xff, 0xff, 0xff, 0x7f]),
        webp(lossless()).subarray(20),
      ]),
    ),
  ]
}

/** Pictures that an attacker could make, all of them signed. */
export const hostilePictures = () => [...pngs(), ...texts(), ...jpegs(), ...webps()]

/** Pictures that are unusual, and right. */
export const goodPictures = (): Shown[] => {
  const bytes = photo()
  const frame =
    [0xc0, 0xc1, 0xc2].map(marker => bytes.indexOf(Buffer.from([0xff, marker, 0]))).find(at => at > 0) ?? 0
  const size = { width: bytes.readUInt16BE(frame + 7), height: bytes.readUInt16BE(frame + 5) }
  return [
    inPng('a plain PNG', ...fine),
    inPng('a PNG in one bit', head({ depth: 1 }), pixels(9 * 64), end),
    inPng('a PNG in sixteen bits with alpha', head({ depth: 16, colour: 6 }), pixels(64 * (1 + 64 * 8)), end),
    inPng(
      'a PNG with a palette and a clear colour',
      head({ depth: 4, colour: 3 }),
      chunk('PLTE', Buffer.alloc(48)),
      chunk('tRNS', Buffer.from([0])),
      pixels(64 * 33),
      end,
    ),
    inPng('an interlaced PNG', head({ interlace: 1 }), pixels(interlaced), end),
    inPng(
      'a PNG with a text, a time and a colour profile',
      head(),
      profile(3_000),
      text('Made by hand'),
      chunk('tIME', Buffer.alloc(7)),
      pixels(rows),
      end,
    ),
    inPng(
      'a PNG with packed texts',
      head(),
      packedText(2_000),
      packedInternational(2_000),
      pixels(rows),
      end,
    ),
    inPng(
      'a PNG with its pixels in many chunks',
      head(),
      ...[...data].map(byte => chunk('IDAT', Buffer.from([byte]))),
      end,
    ),
    other('a screenshot as a JPEG', 'image/jpeg', bytes, size),
    other(
      'a JPEG with a comment',
      'image/jpeg',
      Buffer.concat([bytes.subarray(0, 2), Buffer.from([0xff, 0xfe, 0, 5, 65, 66, 67]), bytes.subarray(2)]),
      size,
    ),
    other('a plain WebP', 'image/webp', webp(lossless())),
    other('a WebP on a canvas', 'image/webp', webp(canvas(), webpChunk('EXIF', Buffer.alloc(3)), lossless())),
  ]
}

// 64 by 64 in seven passes: 8x8 twice, 16x8, 16x16, 32x16, 32x32, 64x32, each row with its filter
const interlaced = 2 * 8 * 9 + 8 * 17 + 16 * 17 + 16 * 33 + 32 * 33 + 32 * 65
