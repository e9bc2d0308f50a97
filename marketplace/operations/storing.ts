import { setTimeout as pause } from 'node:timers/promises'
import { type DiskTrouble, diskTroubleOf } from '../disk-trouble.ts'

const pausesMs = [100, 400, 1_000]

/**
 * What operations store: tried again where the disk is in trouble, since what a step did outside is done by then. Those
 * that can't be stored at all wait, and say why, until they are taken up again.
 */
export const storingFor = (stopping: AbortSignal) => {
  const waiting = new Map<string, DiskTrouble>()

  const stored = async (id: string, work: () => Promise<void>, pauses = pausesMs): Promise<void> => {
    try {
      await work()
    } catch (error) {
      const [trouble, [ms, ...left]] = [diskTroubleOf(error), pauses]
      if (!trouble || stopping.aborted) throw error
      if (ms !== undefined) {
        await pause(ms, undefined, { signal: stopping }).catch(() => {})
        return stored(id, work, left)
      }
      waiting.set(id, trouble)
      throw error
    }
  }

  return { stored, waiting }
}
