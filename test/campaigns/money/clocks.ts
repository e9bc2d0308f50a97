export const minute = 60_000
export const hour = 60 * minute
export const day = 24 * hour

/** A clock that runs on, and that a campaign sets forward and back. */
export const openClock = () => {
  let ahead = 0
  return {
    now: () => new Date(Date.now() + ahead),
    /** milliseconds before the real one */
    ahead: () => ahead,
    jump: (ms: number) => void (ahead += ms),
    set: (ms: number) => void (ahead = ms),
  }
}
export type Clock = ReturnType<typeof openClock>
