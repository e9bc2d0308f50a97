import { refuse } from './rules.ts'

/** A packed archive: its bytes, or the pieces in which they arrive. */
export type Source = Uint8Array | AsyncIterable<Uint8Array>

/** All of it, as long as that is no more than the ceiling. */
export const collect = async (source: Source, ceiling: number, signal: AbortSignal) => {
  if (source instanceof Uint8Array) return Buffer.from(source.buffer, source.byteOffset, source.byteLength)
  const pieces: Uint8Array[] = []
  let length = 0
  for await (const piece of source) {
    length += piece.length
    if (signal.aborted) refuse('reading it took too long, or was stopped')
    if (length > ceiling) refuse(`it is larger than ${Math.floor(ceiling / 1e6)} MB`)
    pieces.push(piece)
  }
  return Buffer.concat(pieces, length)
}
