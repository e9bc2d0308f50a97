interface Chunk {
  type: string
  body: Buffer
}

const moves = 0x02

/** Whether a WebP is one still picture: every chunk whole, of a known kind, up to the last byte. */
export const isSoundWebp = (bytes: Buffer) => {
  const chunks = bytes.readUInt32LE(4) === bytes.length - 8 ? chunksOf(bytes) : undefined
  const [first] = chunks ?? []
  if (!chunks || !first) return false
  if (first.type !== 'VP8X') return chunks.length === 1
  const pictures = chunks.filter(({ type }) => type === 'VP8 ' || type === 'VP8L')
  const canvas = { width: first.body.readUIntLE(4, 3) + 1, height: first.body.readUIntLE(7, 3) + 1 }
  const [picture] = pictures
  const size = picture && sizeOf(picture)
  return (
    ((first.body[0] ?? 0) & moves) === 0 &&
    chunks.slice(1).every(({ type }) => beside.has(type)) &&
    pictures.length === 1 &&
    size?.width === canvas.width &&
    size.height === canvas.height
  )
}

const beside = new Set(['VP8 ', 'VP8L', 'ALPH', 'ICCP', 'EXIF', 'XMP '])

const chunksOf = (bytes: Buffer) => {
  const chunks: Chunk[] = []
  for (let at = 12; at < bytes.length; ) {
    if (at + 8 > bytes.length) return undefined
    const length = bytes.readUInt32LE(at + 4)
    const end = at + 8 + length + (length % 2)
    if (end > bytes.length) return undefined
    const chunk = {
      type: bytes.toString('latin1', at, at + 4),
      body: bytes.subarray(at + 8, at + 8 + length),
    }
    if (length < (least[chunk.type] ?? 0)) return undefined
    chunks.push(chunk)
    at = end
  }
  return chunks
}

const least: Record<string, number> = { VP8X: 10, VP8L: 5, 'VP8 ': 10 }

const sizeOf = ({ type, body }: Chunk) => {
  if (type === 'VP8 ') return { width: body.readUInt16LE(6) & 0x3fff, height: body.readUInt16LE(8) & 0x3fff }
  const bits = body.readUInt32LE(1)
  return { width: (bits & 0x3fff) + 1, height: ((bits >>> 14) & 0x3fff) + 1 }
}
