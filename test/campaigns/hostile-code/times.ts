/** How long things took, in ms: in the middle, at the 99th of a hundred, and at worst. */
export interface Times {
  count: number
  p50: number
  p99: number
  worst: number
}

export const timesOf = (taken: readonly number[]): Times => {
  const sorted = taken.toSorted((a, b) => a - b)
  const at = (share: number) => sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0
  return { count: sorted.length, p50: at(0.5), p99: at(0.99), worst: at(1) }
}
