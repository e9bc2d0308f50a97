import { crc32, createInflateRaw } from 'node:zlib'
import { refuse } from './rules.ts'

/**
 * One gzip member and nothing else. Node's own gunzip joins several members and ignores what follows them, which lets
 * two readers see two contents: so the frame is read here and only the middle is left to zlib.
 */
export async function* gunzip(packed: Buffer, ceiling: number, signal: AbortSignal) {
  const inflater = createInflateRaw({ chunkSize: 65_536 })
  const start = headerLength(packed)
  let [length, sum] = [0, 0]
  inflater.end(packed.subarray(start))
  try {
    for await (const piece of inflater as AsyncIterable<Buffer>) {
      if (signal.aborted) refuse('unpacking took too long, or was stopped')
      length += piece.length
      // stops a bomb: no more is unpacked than the signed list says
      if (length > ceiling) refuse('it unpacks to more than is listed')
      sum = crc32(piece, sum)
      yield piece
    }
  } catch (error) {
    if (isZlibError(error)) refuse('its compression is broken or cut short')
    throw error
  } finally {
    inflater.destroy()
  }
  checkTrailer(packed.subarray(start + inflater.bytesWritten), length, sum)
}

const fileName = 8
const headerLength = (packed: Buffer) => {
  if (packed.length < 18 || packed.readUIntBE(0, 3) !== 0x1f8b08) refuse('it is not a gzip file')
  const flags = packed.readUInt8(3)
  if (flags === 0) return 10
  if (flags !== fileName) refuse('its gzip header is unusual')
  const end = packed.indexOf(0, 10)
  if (end < 0 || end > 266) refuse('its gzip header is unusual')
  return end + 1
}

const checkTrailer = (trailer: Buffer, length: number, sum: number) => {
  if (trailer.length < 8) refuse('it is cut short')
  if (trailer.length > 8) refuse('something follows its end')
  if (trailer.readUInt32LE(0) !== sum || trailer.readUInt32LE(4) !== length % 2 ** 32)
    refuse('its checksum is wrong')
}

const isZlibError = (error: unknown) =>
  error instanceof Error && 'code' in error && String(error.code).startsWith('Z_')
