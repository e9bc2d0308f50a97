const mostScans = 64

/** Whether a JPEG is one picture of a usual kind, each segment whole, and ends with its last byte. */
export const isSoundJpeg = (bytes: Buffer) => {
  let [at, frames, scans] = [2, 0, 0]
  for (;;) {
    while (bytes[at] === 0xff && bytes[at + 1] === 0xff) at += 1
    const marker = bytes[at] === 0xff ? bytes[at + 1] : undefined
    if (marker === 0xd9) return at + 2 === bytes.length && frames === 1 && scans > 0
    const end = marker !== undefined && isSegment(marker) ? endOf(bytes, at + 2) : undefined
    if (end === undefined || marker === undefined) return false
    if (isFrame(marker)) frames += isUsual(bytes.subarray(at, end)) ? 1 : 2
    at = end
    if (marker !== 0xda) continue
    scans += 1
    if (scans > mostScans || frames !== 1) return false
    at = endOfScan(bytes, end)
  }
}

// tables, comments, applications' own data, scans; frames of the usual three kinds
const isFrame = (marker: number) => marker >= 0xc0 && marker <= 0xc2
const isSegment = (marker: number) =>
  isFrame(marker) || [0xc4, 0xda, 0xdb, 0xdd, 0xfe].includes(marker) || (marker >= 0xe0 && marker <= 0xef)

const endOf = (bytes: Buffer, at: number) => {
  if (at + 2 > bytes.length) return undefined
  const length = bytes.readUInt16BE(at)
  return length >= 2 && at + length <= bytes.length ? at + length : undefined
}

// marker, length, eight bits a sample, height, width, and three bytes for each of one, three or four components
const isUsual = (frame: Buffer) => {
  const components = frame[9] ?? 0
  return frame[4] === 8 && [1, 3, 4].includes(components) && frame.length === 10 + 3 * components
}

/** Where the next marker stands that is neither a filled-in byte nor a restart. */
const endOfScan = (bytes: Buffer, from: number) => {
  for (let at = bytes.indexOf(0xff, from); at >= 0; at = bytes.indexOf(0xff, at + 1)) {
    const next = bytes[at + 1] ?? 0
    if (next !== 0 && next !== 0xff && (next < 0xd0 || next > 0xd7)) return at
  }
  return bytes.length
}
