const second = 1000
const hour = 3_600 * second

/** With the waits below that is about three days. */
export const mostAttempts = 20

/**
 * When to try again after so many attempts, in milliseconds: 5 s, then three times as long each time, up to 6 h. A fifth
 * is left to chance, so that all that failed together does not come back together.
 */
export const waitAfter = (attempts: number, random = Math.random) =>
  Math.min(6 * hour, 5 * second * 3 ** (attempts - 1)) * (0.9 + random() * 0.2)
