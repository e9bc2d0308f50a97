import { withFault } from './failures.ts'

/** after a load that failed, longer each time */
const restMs = 5_000

/** Add-ons whose code could not be loaded: each rests before it is tried again. */
export const loadTroubles = (now: () => Date) => {
  const troubles = new Map<string, { times: readonly number[]; nextAt: number }>()

  // no longer than it was to rest, whatever becomes of the clock
  const isResting = (slug: string) => {
    const { times, nextAt } = troubles.get(slug) ?? { times: [], nextAt: 0 }
    const left = nextAt - now().getTime()
    return left > 0 && left <= restMs * times.length
  }

  return {
    isResting,
    /** One more failure; true: too many of them. */
    note(slug: string) {
      const at = now().getTime()
      const { times, isTooMany } = withFault(troubles.get(slug)?.times ?? [], at)
      troubles.set(slug, { times, nextAt: at + restMs * times.length })
      return isTooMany
    },
    forget: (slug: string) => void troubles.delete(slug),
    /** those of nobody else are forgotten */
    keepOnly(names: ReadonlySet<string>) {
      for (const slug of troubles.keys()) if (!names.has(slug)) troubles.delete(slug)
    },
    /** when something that failed is to be tried again */
    nextTry: () =>
      Math.min(...[...troubles].map(([slug, { nextAt }]) => (isResting(slug) ? nextAt : now().getTime()))),
  }
}
