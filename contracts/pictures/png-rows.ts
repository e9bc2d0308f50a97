import { Readable } from 'node:stream'
import { createInflate } from 'node:zlib'

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
export const rawLength = (head: Buffer) => {
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

/** Whether these pieces unpack to just so many bytes and hold nothing behind them. */
export const unpacksTo = async (raw: number, data: Buffer[]) => {
  const inflate = createInflate({ chunkSize: 65_536 })
  Readable.from(data.filter(piece => piece.length > 0)).pipe(inflate)
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
  return length === raw && inflate.bytesWritten === data.reduce((sum, piece) => sum + piece.length, 0)
}
