/** Chances that come again with the same seed. */
export const chances = (seed: number) => {
  let state = seed >>> 0
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
  return {
    between: (least: number, most: number) => Math.round(least + next() * (most - least)),
    happens: (share: number) => next() < share,
    /** one of them; there has to be one */
    oneOf<T>(all: readonly T[]): T {
      const one = all[Math.floor(next() * all.length)]
      if (one === undefined) throw new Error('there is nothing to choose from')
      return one
    },
  }
}
export type Chances = ReturnType<typeof chances>
