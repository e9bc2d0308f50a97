import { crc32, deflateSync } from 'node:zlib'
import type { Colour } from './palette.ts'

const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])

export interface Indexed {
  width: number
  height: number
  palette: Colour[]
  /** one palette number a pixel, row by row */
  indices: Uint8Array
}

/** A PNG with a palette: the smallest lossless picture of few colours that every browser shows. */
export function encodePng({ width, height, palette, indices }: Indexed): Buffer {
  const depth = palette.length <= 16 ? 4 : 8
  return Buffer.concat([
    signature,
    chunk('IHDR', header(width, height, depth)),
    chunk('PLTE', Buffer.from(palette.flatMap(colour => colour.slice(0, 3)))),
    chunk('tRNS', Buffer.from(palette.map(colour => colour[3]))),
    chunk('IDAT', deflateSync(rows(indices, width, depth), { level: 9, memLevel: 9 })),
    chunk('IEND', Buffer.alloc(0)),
  ])
}

function header(width: number, height: number, depth: number): Buffer {
  const bytes = Buffer.alloc(13)
  bytes.writeUInt32BE(width, 0)
  bytes.writeUInt32BE(height, 4)
  bytes.set([depth, 3, 0, 0, 0], 8)
  return bytes
}

// PNG specification 9.2: each row begins with its filter, and 0 suits palettes best.
function rows(indices: Uint8Array, width: number, depth: number): Buffer {
  const lines: Buffer[] = []
  for (let start = 0; start < indices.length; start += width) {
    const row = indices.subarray(start, start + width)
    lines.push(Buffer.from([0]), depth === 8 ? Buffer.from(row) : halved(row))
  }
  return Buffer.concat(lines)
}

const halved = (row: Uint8Array) =>
  Buffer.from(Array.from({ length: Math.ceil(row.length / 2) }, (_, i) => pair(row[2 * i], row[2 * i + 1])))

const pair = (left = 0, right = 0) => (left << 4) | right

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data])
  const bytes = Buffer.alloc(body.length + 8)
  bytes.writeUInt32BE(data.length, 0)
  body.copy(bytes, 4)
  bytes.writeUInt32BE(crc32(body), body.length + 4)
  return bytes
}
