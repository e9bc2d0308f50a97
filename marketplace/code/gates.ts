/** How long calls under way may take until they are cut, and how long others wait for the next release, in ms. */
const drainMs = 5_000
const waitMs = 8_000
const lookMs = 25

/** Why no call begins: its release is about to change, or code takes the place of other code right now. */
type Why = 'moving' | 'loading'

interface Gate {
  why: Set<Why>
  drainedBy: number
  opened: Promise<void>
  open: () => void
}

/** Keeps new calls of an add-on from code that is about to go, and knows when the ones under way have ended. */
export const callGates = () => {
  const underWay = new Map<string, number>()
  const gates = new Map<string, Gate>()
  const ending = new AbortController()

  const newGate = (): Gate => {
    let open = () => {}
    const opened = new Promise<void>(done => (open = done))
    return { why: new Set(), drainedBy: 0, opened, open }
  }
  const add = (slug: string, more: 1 | -1) => {
    const calls = (underWay.get(slug) ?? 0) + more
    if (calls > 0) underWay.set(slug, calls)
    else underWay.delete(slug)
  }

  const close = (slug: string, why: Why) => {
    const gate = gates.get(slug) ?? newGate()
    gates.set(slug, gate)
    // the time of those under way runs from when the release was to change, or else from now
    if (!gate.why.has('moving')) gate.drainedBy = performance.now() + drainMs
    gate.why.add(why)
  }
  const open = (slug: string, why: Why) => {
    const gate = gates.get(slug)
    gate?.why.delete(why)
    if (!gate || gate.why.size > 0) return
    gates.delete(slug)
    gate.open()
  }

  /** Until nothing is under way any more and `isQuiet` says so too, or its time is over. False: the panel ends meanwhile. */
  const drained = async (slug: string, isQuiet: () => Promise<boolean> = async () => true) => {
    const until = gates.get(slug)?.drainedBy ?? 0
    while (!ending.signal.aborted && performance.now() < until) {
      if (!underWay.has(slug) && (await isQuiet())) break
      await soon(lookMs)
    }
    return !ending.signal.aborted
  }

  /** Waits until calls may begin, for a while. False: they still may not. */
  const opened = async (slug: string) => {
    const gate = gates.get(slug)
    if (gate) await Promise.race([gate.opened, soon(waitMs)])
    return !ending.signal.aborted && !gates.has(slug)
  }

  return {
    close,
    open,
    isClosed: (slug: string) => gates.has(slug),
    isMoving: (slug: string) => gates.get(slug)?.why.has('moving') ?? false,
    moving: () => [...gates.keys()].filter(slug => gates.get(slug)?.why.has('moving')),
    drained,
    opened,
    async during<T>(slug: string, work: () => Promise<T>) {
      add(slug, 1)
      return work().finally(() => add(slug, -1))
    },
    /** Nobody waits any more. */
    end: () => {
      ending.abort()
      for (const { open: release } of gates.values()) release()
    },
  }
}

const soon = (ms: number) => new Promise<void>(done => setTimeout(done, ms).unref())
