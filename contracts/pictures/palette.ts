/** Red, green, blue, opacity: 0 to 255 each. */
export type Colour = readonly [number, number, number, number]
type Counted = { colour: Colour; count: number }

/** Finds at most `size` colours that stand for all of a picture's pixels, and says which pixel gets which. */
export function reduceColours(pixels: readonly Colour[], size: number) {
  const counted = countColours(pixels)
  let palette = cutIntoBoxes(counted, size).map(meanOf)
  for (let round = 0; round < 8; round++) palette = settle(counted, palette)
  const indexOf = new Map(counted.map(({ colour }) => [colour.join(), nearest(colour, palette)]))
  return { palette, indices: Uint8Array.from(pixels, pixel => indexOf.get(pixel.join()) ?? 0) }
}

function countColours(pixels: readonly Colour[]): Counted[] {
  const seen = new Map<string, Counted>()
  for (const colour of pixels) {
    const known = seen.get(colour.join())
    if (known) known.count++
    else seen.set(colour.join(), { colour, count: 1 })
  }
  return [...seen.values()]
}

// Median cut: the box whose pixels differ most from their mean is halved until there are enough.
function cutIntoBoxes(counted: Counted[], size: number): Counted[][] {
  const boxes = [measured(counted)]
  while (boxes.length < size) {
    boxes.sort((a, b) => b.error - a.error)
    const [worst] = boxes
    if (!worst || worst.box.length < 2) break
    boxes.splice(0, 1, ...halves(worst).map(measured))
  }
  return boxes.map(({ box }) => box)
}

/** A box, the channel in which it varies most, and by how much: squared, and added up over its pixels. */
function measured(box: Counted[]) {
  const mean = meanOf(box)
  const errors = ([0, 1, 2, 3] as const).map(channel => ({
    channel,
    error: box.reduce((sum, { colour, count }) => sum + count * (colour[channel] - mean[channel]) ** 2, 0),
  }))
  return { box, ...errors.reduce((worst, next) => (next.error > worst.error ? next : worst)) }
}

function halves({ box, channel }: ReturnType<typeof measured>): Counted[][] {
  const mean = meanOf(box)[channel]
  const sorted = box.toSorted((a, b) => a.colour[channel] - b.colour[channel])
  const above = sorted.findIndex(({ colour }) => colour[channel] > mean)
  const middle = Math.min(Math.max(above, 1), sorted.length - 1)
  return [sorted.slice(0, middle), sorted.slice(middle)]
}

function settle(counted: Counted[], palette: Colour[]): Colour[] {
  const groups = palette.map((): Counted[] => [])
  for (const one of counted) groups[nearest(one.colour, palette)]?.push(one)
  return groups.filter(group => group.length > 0).map(meanOf)
}

function meanOf(box: Counted[]): Colour {
  const total = box.reduce((sum, { count }) => sum + count, 0)
  const mean = (channel: 0 | 1 | 2 | 3) =>
    Math.round(box.reduce((sum, { colour, count }) => sum + colour[channel] * count, 0) / total)
  return [mean(0), mean(1), mean(2), mean(3)]
}

function nearest(colour: Colour, palette: Colour[]): number {
  const distances = palette.map(other => distance(colour, other))
  return distances.indexOf(Math.min(...distances))
}

const distance = (a: Colour, b: Colour) =>
  (a[0] - b[0]) ** 2 + (a[1] - b[1]) ** 2 + (a[2] - b[2]) ** 2 + (a[3] - b[3]) ** 2
