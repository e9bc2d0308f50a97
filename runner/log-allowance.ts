import { limits } from '../contracts/runner/limits.ts'

/** How many lines one add-on may still write this minute. */
export const logAllowance = (now = () => performance.now()) => {
  let since = now()
  let lines = 0
  return {
    left() {
      if (now() - since > 60_000) [since, lines] = [now(), 0]
      return Math.max(0, limits.log.minute - lines)
    },
    take: () => (lines += 1),
  }
}
