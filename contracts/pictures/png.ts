import { crc32, createInflate, inflateSync } from 'node:zlib'
import { Readable } from 'node:stream'

interface Chunk {
  type: string
  body: Buffer
}

/** Whether a PNG is one still picture and nothing else: every chunk whole, of a known kind, in order, up to the last byte. */
export const isSoundPng = async (bytes: Buffer) => {
  const chunks = chunksOf(bytes)
  if (!chunks || !isInOrder(chunks) || chunks.some(isBomb)) return false
  const [head] = chunks
  const raw = head && rawLength(head.body)
  return raw !== undefined && unpacksTo(raw, chunks.filter(isData))
}

const isData = ({ type }: Chunk) => type === 'IDAT'

// Those of the specification without APNG's: pictures here do not move, and a private chunk could hold anything.
const known = new Set(
  'IHDR PLTE IDAT IEND tRNS cHRM gAMA iCCP sBIT sRGB cICP mDCV cLLI tEXt zTXt iTXt bKGD hIST pHYs sPLT eXIf tIME oFFs pCAL sCAL sTER'.split(
    ' ',
  ),
)

const chunksOf = (bytes: Buffer) => {
  const chunks: Chunk[] = []
  for (let at = 8; at < bytes.length; ) {
    if (at + 12 > bytes.length) return undefined
    const end = at + 12 + bytes.readUInt32BE(at)
    if (end > bytes.length || chunks.length >= 20_000) return undefined
    const named = bytes.subarray(at + 4, end - 4)
    if (crc32(named) !== bytes.readUInt32BE(end - 4)) return undefined
    chunks.push({ type: named.toString('latin1', 0, 4), body: named.subarray(4) })
    at = end
  }
  return chunks
}

const isInOrder = (chunks: Chunk[]) => {
  const types = chunks.map(({ type }) => type)
  const [first, last] = [types.indexOf('IDAT'), types.lastIndexOf('IDAT')]
  const once = ['IHDR', 'PLTE', 'IEND', 'iCCP', 'tRNS'].every(type => count(types, type) <= 1)
  const extra = chunks.filter(one => !isData(one)).reduce((sum, { body }) => sum + body.length, 0)
  return (
    types.every(type => known.has(type)) &&
    once &&
    types[0] === 'IHDR' &&
    types.at(-1) === 'IEND' &&
    chunks.at(-1)?.body.length === 0 &&
    first > 0 &&
    last - first + 1 === count(types, 'IDAT') &&
    types.indexOf('PLTE') < first &&
    isPaletteSound(chunks) &&
    extra <= 1_000_000
  )
}

const count = (types: string[], wanted: string) => types.filter(type => type === wanted).length

const isPaletteSound = (chunks: Chunk[]) => {
  const palette = chunks.find(({ type }) => type === 'PLTE')?.body
  if (!palette) return chunks[0]?.body[9] !== 3
  return palette.length > 0 && palette.length <= 768 && palette.length % 3 === 0
}

// Text and colour profiles may be packed: no more than a megabyte each comes out of them.
const isBomb = ({ type, body }: Chunk) => {
  const packed = packedPart(type, body)
  if (!packed) return false
  try {
    inflateSync(packed, { maxOutputLength: 1_000_000 })
    return false
  } catch {
    return true
  }
}

const packedPart = (type: string, body: Buffer) => {
  const name = body.indexOf(0)
  if (type === 'iCCP' || type === 'zTXt') return body.subarray(name + 2)
  if (type !== 'iTXt' || body[name + 1] !== 1) return undefined
  const language = body.indexOf(0, name + 3)
  return body.subarray(body.indexOf(0, language + 1) + 1)
}

const channels: Record<number, { samples: number; depths: number[] }> = {
  0: { samples: 1, depths: [1, 2, 4, 8, 16] },
  2: { samples: 3, depths: [8, 16] },
  3: { samples: 1, depths: [1, 2, 4, 8] },
  4: { samples: 2, depths: [8, 16] },
  6: { samples: 4, depths: [8, 16] },
}

// where the seven passes of an interlaced picture begin, and how far apart their pixels are
const passes = [
  [0, 0, 8, 8],
  [4, 0, 8, 8],
  [0, 4, 4, 8],
  [2, 0, 4, 4],
  [0, 2, 2, 4],
  [1, 0, 2, 2],
  [0, 1, 1, 2],
] as const

/** How many bytes the rows are, each with its filter; undefined for a header that makes no sense. */
const rawLength = (head: Buffer) => {
  if (head.length !== 13) return undefined
  const [width, height] = [head.readUInt32BE(0), head.readUInt32BE(4)]
  const [depth = 0, colour = 9, packing, filter, interlace = 9] = head.subarray(8)
  const { samples, depths } = channels[colour] ?? { samples: 0, depths: [] }
  if (!depths.includes(depth) || packing !== 0 || filter !== 0 || interlace > 1) return undefined
  const rows = (across: number, down: number) =>
    across * down === 0 ? 0 : down * (1 + Math.ceil((across * samples * depth) / 8))
  if (interlace === 0) return rows(width, height)
  return passes
    .map(([x, y, dx, dy]) => rows(Math.ceil((width - x) / dx), Math.ceil((height - y) / dy)))
    .reduce((sum, one) => sum + one, 0)
}

const unpacksTo = async (raw: number, data: Chunk[]) => {
  const inflate = createInflate({ chunkSize: 65_536 })
  Readable.from(data.map(({ body }) => body).filter(body => body.length > 0)).pipe(inflate)
  let length = 0
  try {
    for await (const piece of inflate as AsyncIterable<Buffer>) {
      length += piece.length
      // stops a bomb: a picture has no more rows than its header says
      if (length > raw) return false
    }
  } catch {
    return false
  } finally {
    inflate.destroy()
  }
  return length === raw && inflate.bytesWritten === data.reduce((sum, { body }) => sum + body.length, 0)
}
