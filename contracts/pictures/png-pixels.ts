import { inflateSync } from 'node:zlib'
import type { Colour } from './palette.ts'
import { rawLength } from './png-rows.ts'

export interface Pixels {
  width: number
  height: number
  /** row by row */
  colours: Colour[]
}

const samplesOf: Record<number, number> = { 0: 1, 2: 3, 3: 1, 4: 2, 6: 4 }

/** The pixels of a PNG that was found sound; undefined for an interlaced one. */
export const pixelsOf = (bytes: Buffer): Pixels | undefined => {
  const parts = partsOf(bytes)
  const head = parts.IHDR
  const [width, height] = [head.readUInt32BE(0), head.readUInt32BE(4)]
  const [depth = 8, type = 6, , , interlaced] = head.subarray(8)
  const length = rawLength(head)
  if (interlaced !== 0 || length === undefined) return undefined
  const samples = samplesOf[type] ?? 4
  const rows = inflateSync(parts.IDAT, { maxOutputLength: length })
  const plain = unfiltered(rows, height, Math.max(1, (samples * depth) >> 3))
  const colourAt = readerOf(type, depth, parts)
  const colours: Colour[] = []
  for (const row of plain) for (let x = 0; x < width; x++) colours.push(colourAt(row, x * samples))
  return { width, height, colours }
}

const partsOf = (bytes: Buffer) => {
  const found = { IHDR: [] as Buffer[], PLTE: [] as Buffer[], tRNS: [] as Buffer[], IDAT: [] as Buffer[] }
  for (let at = 8; at + 12 <= bytes.length; ) {
    const length = bytes.readUInt32BE(at)
    const name = bytes.toString('latin1', at + 4, at + 8)
    if (name in found) found[name as keyof typeof found].push(bytes.subarray(at + 8, at + 8 + length))
    at += 12 + length
  }
  return {
    IHDR: Buffer.concat(found.IHDR),
    PLTE: Buffer.concat(found.PLTE),
    tRNS: Buffer.concat(found.tRNS),
    IDAT: Buffer.concat(found.IDAT),
  }
}
type Parts = ReturnType<typeof partsOf>

// PNG specification 9.2: what a row says is added to its neighbours to the left (a), above (b) and between both (c)
const guesses: ((a: number, b: number, c: number) => number)[] = [
  () => 0,
  a => a,
  (_, b) => b,
  (a, b) => (a + b) >> 1,
  (a, b, c) => {
    const [toA, toB, toC] = [Math.abs(b - c), Math.abs(a - c), Math.abs(a + b - 2 * c)]
    if (toA <= toB && toA <= toC) return a
    return toB <= toC ? b : c
  },
]

const unfiltered = (rows: Buffer, height: number, step: number): Uint8Array[] => {
  const width = rows.length / height
  let above = new Uint8Array(width - 1)
  return Array.from({ length: height }, (_, y) => {
    const row = Uint8Array.from(rows.subarray(y * width + 1, (y + 1) * width))
    const guess = guesses[rows[y * width] ?? 0] ?? (() => 0)
    for (let x = 0; x < row.length; x++)
      row[x] = (row[x] ?? 0) + guess(row[x - step] ?? 0, above[x] ?? 0, above[x - step] ?? 0)
    above = row
    return row
  })
}

const readerOf = (type: number, depth: number, { PLTE, tRNS }: Parts) => {
  const sample = (row: Uint8Array, n: number) => {
    if (depth >= 8) return row[n * (depth >> 3)] ?? 0
    const bits = ((row[(n * depth) >> 3] ?? 0) >> (8 - depth - ((n * depth) & 7))) & (2 ** depth - 1)
    return type === 3 ? bits : Math.round((bits * 255) / (2 ** depth - 1))
  }
  return (row: Uint8Array, n: number): Colour => {
    const first = sample(row, n)
    if (type === 3)
      return [PLTE[first * 3] ?? 0, PLTE[first * 3 + 1] ?? 0, PLTE[first * 3 + 2] ?? 0, tRNS[first] ?? 255]
    if (type === 0 || type === 4) return [first, first, first, type === 4 ? sample(row, n + 1) : 255]
    return [first, sample(row, n + 1), sample(row, n + 2), type === 6 ? sample(row, n + 3) : 255]
  }
}
