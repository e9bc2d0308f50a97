import type { Colour } from '../../../contracts/pictures/palette.ts'
import { encodePng } from '../../../contracts/pictures/png-writing.ts'
import type { Kind } from '../../../contracts/manifest.ts'
import { sha256Of } from '../../../contracts/sha256.ts'

const side = 128

/** An icon to begin with: a shape for the kind, in a colour of the add-on's own. */
export const iconFor = (slug: string, kind: Kind): Buffer => {
  const indices = Uint8Array.from({ length: side * side }, (_, at) =>
    inkAt((at % side) + 0.5, Math.floor(at / side) + 0.5, kind),
  )
  return encodePng({ width: side, height: side, palette: [see, colourOf(slug), white], indices })
}

const see: Colour = [0, 0, 0, 0]
const white: Colour = [255, 255, 255, 255]

// dark enough for white on it
const colourOf = (slug: string): Colour => {
  const bytes = Buffer.from(sha256Of(Buffer.from(slug)), 'hex')
  return [40 + ((bytes[0] ?? 0) % 110), 40 + ((bytes[1] ?? 0) % 80), 90 + ((bytes[2] ?? 0) % 110), 255]
}

const inkAt = (x: number, y: number, kind: Kind) => {
  if (!inBox(x, y, { left: 4, top: 4, right: 124, bottom: 124, round: 26 })) return 0
  return shapes[kind](x, y) ? 2 : 1
}

interface Box {
  left: number
  top: number
  right: number
  bottom: number
  round: number
}

const inBox = (x: number, y: number, { left, top, right, bottom, round }: Box) => {
  const dx = Math.max(left + round - x, x - (right - round), 0)
  const dy = Math.max(top + round - y, y - (bottom - round), 0)
  return Math.hypot(dx, dy) <= round
}

const bubble = { left: 28, top: 32, right: 100, bottom: 80, round: 16 }
const plug = { left: 34, top: 46, right: 84, bottom: 96, round: 8 }

const shapes: Record<Kind, (x: number, y: number) => boolean> = {
  channel: (x, y) => inBox(x, y, bubble) || (y >= 78 && y <= 100 && x >= 44 && x <= 44 + (100 - y)),
  plugin: (x, y) => inBox(x, y, plug) || Math.hypot(x - 59, y - 42) <= 12 || Math.hypot(x - 88, y - 71) <= 12,
  language: (x, y) => {
    const [dx, dy] = [x - 64, y - 64]
    const isLine = Math.abs(dx) < 2.5 || Math.abs(dy) < 2.5 || Math.abs(Math.hypot(dx / 0.5, dy) - 36) < 4
    return Math.abs(Math.hypot(dx, dy) - 36) < 3 || (Math.hypot(dx, dy) < 36 && isLine)
  },
}
