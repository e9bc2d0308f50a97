/** How an add-on did since its release changed. */
export interface Record {
  calls: number
  failures: number
}

/** How long a new release is looked at closely. */
const windowMs = 60_000

/** That time, from a moment on: ISO 8601 in UTC. */
export const windowFrom = (at: Date) => ({
  since: at.toISOString(),
  ranAt: at.toISOString(),
  until: new Date(at.getTime() + windowMs).toISOString(),
})

/** How it did before anybody called it. */
export const nothingYet = { calls: 0, failures: 0, lastError: null }

/** as many calls are needed for a verdict; the help desk asks by itself whether it is well */
export const callsNeeded = 3
export const askEveryMs = windowMs / callsNeeded
const failuresAtMost = 3

/**
 * `bad`: it fails too often, and the release before comes back. `good`: it is kept. Failing three times is bad at once;
 * at the end more than a third of its calls is.
 */
export const verdictOn = ({ calls, failures }: Record, isOver: boolean): 'good' | 'bad' | 'open' => {
  if (failures >= failuresAtMost) return 'bad'
  if (!isOver) return 'open'
  return failures * 3 > calls ? 'bad' : 'good'
}
