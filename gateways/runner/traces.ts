import type { Doing } from '../../marketplace/code.ts'
import type { logbook } from './logbook.ts'

/** What is left of an add-on once its code is unloaded: just then somebody wants to know what it said last. */
export interface Trace {
  log: ReturnType<typeof logbook>
  lastError: Doing['lastError']
}

const most = 200

/** Keeps the traces of the add-ons that were unloaded last. */
export const tracesKept = () => {
  const traces = new Map<string, Trace>()
  return {
    of: (name: string) => traces.get(name),
    keep(name: string, { log, lastError }: Trace) {
      traces.delete(name)
      traces.set(name, { log, lastError })
      const [oldest] = traces.keys()
      if (traces.size > most && oldest !== undefined) traces.delete(oldest)
    },
  }
}
