import { refuse } from './rules.ts'

/** Hands out exactly as many bytes as asked for, whatever the pieces they arrive in. */
export const reading = (pieces: AsyncIterable<Uint8Array>) => {
  const iterator = pieces[Symbol.asyncIterator]()
  let held: Buffer = Buffer.alloc(0)

  const fill = async (wanted: number) => {
    const parts = [held]
    let length = held.length
    while (length < wanted) {
      const next = await iterator.next()
      if (next.done) break
      parts.push(Buffer.from(next.value))
      length += next.value.length
    }
    held = parts.length === 1 ? held : Buffer.concat(parts, length)
  }
  return {
    async take(length: number) {
      await fill(length)
      if (held.length < length) refuse('it is cut short')
      const taken = held.subarray(0, length)
      held = held.subarray(length)
      return taken
    },
    /** lets go of what the pieces come from */
    async close() {
      await iterator.return?.()
    },
    async atEnd() {
      await fill(1)
      return held.length === 0
    },
  }
}
