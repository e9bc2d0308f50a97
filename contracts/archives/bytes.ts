import { refuse } from './rules.ts'

/** Hands out exactly as many bytes as asked for, whatever the pieces they arrive in. */
export const reading = (pieces: AsyncIterable<Uint8Array>) => {
  const iterator = pieces[Symbol.asyncIterator]()
  let held: Buffer = Buffer.alloc(0)

  const isMore = async () => {
    while (held.length === 0) {
      const next = await iterator.next()
      if (next.done) return false
      held = Buffer.from(next.value.buffer, next.value.byteOffset, next.value.byteLength)
    }
    return true
  }

  /** so many bytes, piece by piece as they come */
  async function* passing(length: number) {
    for (let left = length; left > 0; ) {
      if (!(await isMore())) refuse('it is cut short')
      const piece = held.subarray(0, left)
      held = held.subarray(piece.length)
      left -= piece.length
      yield piece
    }
  }

  const take = async (length: number) => {
    if (held.length < length) return collected(passing(length), length)
    const taken = held.subarray(0, length)
    held = held.subarray(length)
    return taken
  }

  return {
    take,
    passing,
    /** lets go of what the pieces come from */
    async close() {
      await iterator.return?.()
    },
    atEnd: async () => !(await isMore()),
  }
}
export type Reader = ReturnType<typeof reading>

// one buffer of the right size: pieces joined at the end would take the memory twice
const collected = async (pieces: AsyncIterable<Buffer>, length: number) => {
  const all = Buffer.allocUnsafe(length)
  let at = 0
  for await (const piece of pieces) at += piece.copy(all, at)
  return all
}
