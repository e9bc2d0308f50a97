import { expect } from 'chai'
import * as fc from 'fast-check'
import { pictureIn } from '../../contracts/pictures.ts'

const png = (width: number, height: number) => {
  const bytes = Buffer.alloc(33)
  bytes.write('\x89PNG\r\n\x1a\n', 0, 'latin1')
  bytes.writeUInt32BE(13, 8)
  bytes.write('IHDR', 12)
  bytes.writeUInt32BE(width, 16)
  bytes.writeUInt32BE(height, 20)
  return bytes
}

const webp = (kind: string, body: number[]) =>
  Buffer.concat([
    Buffer.from(`RIFF\0\0\0\0WEBP${kind}\0\0\0\0`, 'latin1'),
    Buffer.from(body),
    Buffer.alloc(20),
  ])

const jpeg = (...segments: number[][]) =>
  Buffer.from([0xff, 0xd8, ...segments.flat(), 0xff, 0xd9, 0, 0, 0, 0])
const comment = [0xff, 0xfe, 0x00, 0x04, 0x41, 0x42]
const frame = (marker: number) => [0xff, marker, 0x00, 0x0b, 8, 0x00, 0x20, 0x00, 0x40, 1, 1, 0x11, 0]

describe('pictures', () => {
  it('knows a PNG and its size', () => {
    expect(pictureIn(png(128, 64))).to.deep.equal({ type: 'image/png', width: 128, height: 64 })
  })

  it('knows a WebP of each kind and its size', () => {
    const size = { type: 'image/webp', width: 64, height: 32 }
    expect(pictureIn(webp('VP8X', [0, 0, 0, 0, 63, 0, 0, 31, 0, 0]))).to.deep.equal(size)
    expect(pictureIn(webp('VP8L', [0x2f, 63, 0xc0, 0x07, 0]))).to.deep.equal(size)
    expect(pictureIn(webp('VP8 ', [0, 0, 0, 0x9d, 0x01, 0x2a, 64, 0, 32, 0]))).to.deep.equal(size)
  })

  it('knows a JPEG and its size, behind other segments', () => {
    const size = { type: 'image/jpeg', width: 64, height: 32 }
    expect(pictureIn(jpeg(frame(0xc0)))).to.deep.equal(size)
    expect(pictureIn(jpeg(comment, frame(0xc2)))).to.deep.equal(size)
  })

  it('takes nothing else for a picture: no SVG, no HTML, no GIF, no script', () => {
    const texts = [
      '<svg xmlns="http://www.w3.org/2000/svg"/>',
      '<!doctype html>',
      'GIF89a',
      'alert(1)',
      '',
      '%PDF',
    ]
    for (const text of texts) expect(pictureIn(Buffer.from(text.padEnd(64))), text).to.equal(undefined)
  })

  it('takes no picture without a size, or cut short', () => {
    expect(pictureIn(png(0, 64))).to.equal(undefined)
    expect(pictureIn(png(128, 128).subarray(0, 20))).to.equal(undefined)
    expect(pictureIn(jpeg(comment))).to.equal(undefined)
    expect(pictureIn(jpeg([0xff, 0xfe, 0, 0]))).to.equal(undefined)
    expect(pictureIn(webp('VP8L', [0x2e, 63, 0xc0, 0x07, 0]))).to.equal(undefined)
    expect(pictureIn(webp('EVIL', [1]))).to.equal(undefined)
  })

  it('answers for any bytes at all', () => {
    const starts = ['\x89PNG\r\n\x1a\n', 'RIFF\0\0\0\0WEBPVP8 ', '\xff\xd8\xff', ''].map(s =>
      Buffer.from(s, 'latin1'),
    )
    fc.assert(
      fc.property(fc.constantFrom(...starts), fc.uint8Array({ maxLength: 80 }), (start, rest) => {
        const found = pictureIn(Buffer.concat([start, rest]))
        expect(found === undefined || (found.width > 0 && found.height > 0)).to.equal(true)
      }),
      { numRuns: 1_000 },
    )
  })
})
