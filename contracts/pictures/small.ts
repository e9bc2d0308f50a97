import { type Colour, reduceColours } from './palette.ts'
import { type Pixels, pixelsOf } from './png-pixels.ts'
import { encodePng } from './png-writing.ts'

/** What a picture in a grid may weigh. */
export const smallEnough = 2_000

const palettes = [64, 32, 16, 8, 4]

/**
 * A sound PNG at half its size and with as many colours as fit into `smallEnough` bytes; undefined where its pixels can't
 * be read here, or where not even four colours fit.
 */
export const smallerPng = (bytes: Buffer): Buffer | undefined => {
  const pixels = pixelsOf(bytes)
  if (!pixels) return undefined
  const { width, height, colours } = halved(pixels)
  const rough = colours.map(roughly)
  for (const size of palettes) {
    const made = encodePng({ width, height, ...reduceColours(rough, size) })
    if (made.length <= smallEnough) return made
  }
  return undefined
}

const halved = ({ width, height, colours }: Pixels): Pixels => {
  const [across, down] = [width >> 1, height >> 1]
  const at = (x: number, y: number): Colour => colours[y * width + x] ?? [0, 0, 0, 0]
  const made = Array.from({ length: across * down }, (_, n) => {
    const [x, y] = [(n % across) * 2, Math.floor(n / across) * 2]
    return mixed([at(x, y), at(x + 1, y), at(x, y + 1), at(x + 1, y + 1)])
  })
  return { width: across, height: down, colours: made }
}

// what can't be seen has no say in the colour
const mixed = (four: Colour[]): Colour => {
  const seen = four.reduce((sum, colour) => sum + colour[3], 0)
  const mean = (channel: 0 | 1 | 2) =>
    seen === 0 ? 0 : Math.round(four.reduce((sum, colour) => sum + colour[channel] * colour[3], 0) / seen)
  return [mean(0), mean(1), mean(2), Math.round(seen / 4)]
}

// thousands of colours that nobody can tell apart would take a long time to sort
const roughly = ([red, green, blue, opacity]: Colour): Colour =>
  opacity < 8 ? [0, 0, 0, 0] : [step(red), step(green), step(blue), Math.min(255, step(opacity) + 4)]

const step = (value: number) => (value & 0xf8) | (value >> 5)
