import { setTimeout as pause } from 'node:timers/promises'
import type { Lease } from '../operations.ts'
import type { Engine } from './running.ts'

export const leaseMs = 15_000
const renewMs = 5_000

export const newLease = ({ owner, now }: Pick<Engine, 'owner' | 'now'>): Lease => ({
  owner,
  until: new Date(now().getTime() + leaseMs).toISOString(),
})

/** Another process took the operation over, or will after this one: it stops without a word. */
export class LeaseLost extends Error {}

/** Works on an operation, and keeps its lease meanwhile. */
export const whileRenewing = async (engine: Engine, id: string, work: () => Promise<void>) => {
  const stop = new AbortController()
  const renewing = renewUntil(engine, id, stop.signal)
  try {
    await work()
  } finally {
    stop.abort()
    await renewing
  }
}

const renewUntil = async (engine: Engine, id: string, signal: AbortSignal) => {
  while (!signal.aborted) {
    await pause(renewMs, undefined, { signal, ref: false }).catch(() => {})
    if (signal.aborted) return
    await engine
      .atomically(({ operations }) => operations.renew(id, newLease(engine)))
      .catch((error: unknown) => engine.log.warn({ err: error, operation: id }, 'lease not renewed'))
  }
}
