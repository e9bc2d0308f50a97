import { crc32, deflateSync } from 'node:zlib'
import { expect } from 'chai'
import fc from 'fast-check'
import { soundPicture } from '../../contracts/pictures.ts'
import { pixelsOf } from '../../contracts/pictures/png-pixels.ts'
import { smallEnough, smallerPng } from '../../contracts/pictures/small.ts'

const side = 128

const chunk = (type: string, body: Uint8Array) => {
  const named = Buffer.concat([Buffer.from(type), body])
  const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)]
  length.writeUInt32BE(body.length)
  sum.writeUInt32BE(crc32(named))
  return Buffer.concat([length, named, sum])
}

/** A PNG of rows of bytes as they are, each behind its filter. */
const pngOf = (type: number, depth: number, rows: Uint8Array[], more: Buffer[] = []) => {
  const head = Buffer.alloc(13)
  head.writeUInt32BE(side, 0)
  head.writeUInt32BE(rows.length, 4)
  head.set([depth, type], 8)
  const data = deflateSync(Buffer.concat(rows))
  const start = Buffer.from('\x89PNG\r\n\x1a\n', 'latin1')
  return Buffer.concat([
    start,
    chunk('IHDR', head),
    ...more,
    chunk('IDAT', data),
    chunk('IEND', Buffer.alloc(0)),
  ])
}

/** Left half one colour, right half another, as bytes of one row. */
const halves = (left: number[], right: number[], pixels = side) => [
  ...Array.from({ length: pixels / 2 }, () => left).flat(),
  ...Array.from({ length: pixels / 2 }, () => right).flat(),
]

/** The same rows with each of the filters in turn: what a row says is the difference to its guess. */
const filtered = (row: number[], step: number) =>
  Array.from({ length: side }, (_, y) => {
    const filter = y % 5
    const above = y === 0 ? row.map(() => 0) : row
    const told = row.map((value, x) => {
      const [a, b, c] = [row[x - step] ?? 0, above[x] ?? 0, x < step ? 0 : (above[x - step] ?? 0)]
      const [toA, toB, toC] = [Math.abs(b - c), Math.abs(a - c), Math.abs(a + b - 2 * c)]
      const paeth = toA <= toB && toA <= toC ? a : toB <= toC ? b : c
      return (value - ([0, a, b, (a + b) >> 1, paeth][filter] ?? 0)) & 255
    })
    return Uint8Array.from([filter, ...told])
  })

const palette = [chunk('PLTE', Buffer.from([255, 0, 0, 0, 0, 255])), chunk('tRNS', Buffer.from([255, 255]))]
const red = [255, 0, 0, 255]
const blue = [0, 0, 255, 255]
const kinds: [name: string, bytes: Buffer, left: number[], right: number[]][] = [
  ['colour and opacity', pngOf(6, 8, filtered(halves(red, blue), 4)), red, blue],
  ['colour', pngOf(2, 8, filtered(halves([255, 0, 0], [0, 0, 255]), 3)), red, blue],
  [
    'fine colour',
    pngOf(2, 16, filtered(halves([255, 255, 0, 0, 0, 0], [0, 0, 0, 0, 255, 255]), 6)),
    red,
    blue,
  ],
  ['grey', pngOf(0, 8, filtered(halves([0], [255]), 1)), [0, 0, 0, 255], [255, 255, 255, 255]],
  [
    'grey and opacity',
    pngOf(4, 8, filtered(halves([255, 255], [0, 0]), 2)),
    [255, 255, 255, 255],
    [0, 0, 0, 0],
  ],
  ['black and white', pngOf(0, 1, filtered(halves([0], [255], 16), 1)), [0, 0, 0, 255], [255, 255, 255, 255]],
  ['a palette of bytes', pngOf(3, 8, filtered(halves([0], [1]), 1), palette), red, blue],
  ['a palette of four bits', pngOf(3, 4, filtered(halves([0], [0x11], 64), 1), palette), red, blue],
]

describe('A picture for a card', () => {
  for (const [name, bytes, left, right] of kinds)
    it(`is half as large and shows the same, made of ${name}`, async () => {
      expect(await soundPicture(bytes)).to.include({ width: side, height: side })
      const made = smallerPng(bytes)
      expect(await soundPicture(made ?? Buffer.alloc(0))).to.include({ width: 64, height: 64 })
      const { colours } = pixelsOf(made ?? Buffer.alloc(0)) ?? { colours: [] }
      expect(colours).to.have.length(64 * 64)
      for (const y of [0, 31, 63]) {
        expectNear(colours[y * 64 + 5], left)
        expectNear(colours[y * 64 + 58], right)
      }
    })

  it('is never larger than it may be, however many colours there were', async () => {
    const noise = fc.uint8Array({ minLength: side * 4, maxLength: side * 4 })
    const rows = fc.array(noise, { minLength: side, maxLength: side })
    await fc.assert(
      fc.asyncProperty(rows, async many => {
        const bytes = pngOf(
          6,
          8,
          many.map(row => Uint8Array.from([0, ...row])),
        )
        const made = smallerPng(bytes)
        expect(made?.length).to.be.at.most(smallEnough)
        expect(await soundPicture(made ?? bytes)).to.include({ width: 64, height: 64 })
      }),
      { numRuns: 3 },
    )
  })
})

const expectNear = (found: readonly number[] | undefined, wanted: number[]) => {
  const apart = wanted.map((value, n) => Math.abs(value - (found?.[n] ?? -999)))
  expect(Math.max(...apart), `${found?.join()} for ${wanted.join()}`).to.be.at.most(8)
}
