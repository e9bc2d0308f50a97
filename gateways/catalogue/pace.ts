/** How long one file may take at most. */
const longest = 20_000
const begin = 120_000
/** bytes a millisecond that are expected of a line in the long run */
const slowest = 20

export type Pace = ReturnType<typeof paceOf>

/**
 * Stops a host that sends each file just fast enough: a refresh as a whole has two minutes, and more only as far as
 * bytes have come at 20 kB a second.
 */
export const paceOf = (clock: () => number = () => performance.now()) => {
  let [begun, bytes] = [clock(), 0]
  const left = () => begun + begin + bytes / slowest - clock()
  return {
    /** a refresh begins */
    begin() {
      ;[begun, bytes] = [clock(), 0]
    },
    /** milliseconds for the next file; at least one, so that it ends at once and by its deadline */
    deadline: () => Math.max(1, Math.min(longest, left())),
    /** so many bytes have come */
    came: (length: number) => void (bytes += length),
  }
}
