import { crc32, inflateSync } from 'node:zlib'
import { rawLength, unpacksTo } from './png-rows.ts'

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
  const data = chunks.filter(isData).map(({ body }) => body)
  return raw !== undefined && unpacksTo(raw, data)
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
