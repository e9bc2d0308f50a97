import type { LogLine } from '../code.ts'

export interface KeptLine extends LogLine {
  addon: string
}

export interface LogStore {
  /** Adds lines of installed add-ons, all or none; of each add-on `most` are kept, and its last trouble. */
  add(lines: readonly KeptLine[], most: number): Promise<void>
  /** the last ones, oldest first */
  lines(addon: string, most: number): Promise<LogLine[]>
  lastTrouble(addon: string): Promise<LogLine | undefined>
}

const most = 200
const everyMs = 1_000

/** The logs of add-ons: collected, and stored together, so that a flood of lines is one write a second. */
export const logKeeping = (store: LogStore, problem: (error: unknown) => void) => {
  const waiting = new Map<string, KeptLine[]>()
  let timer: NodeJS.Timeout | undefined
  let last = Promise.resolve()

  const flush = () => {
    clearTimeout(timer)
    timer = undefined
    const lines = [...waiting.values()].flat()
    waiting.clear()
    if (lines.length > 0) last = last.then(() => store.add(lines, most)).catch(problem)
    return last
  }

  return {
    write: (addon: string, line: LogLine): void => {
      const before = waiting.get(addon) ?? []
      waiting.set(addon, [...before.slice(1 - most), { ...line, addon }])
      timer ??= setTimeout(() => void flush(), everyMs).unref()
    },
    async lines(addon: string) {
      await flush()
      return store.lines(addon, most)
    },
    async lastTrouble(addon: string) {
      return waiting.get(addon)?.findLast(({ isTrouble }) => isTrouble) ?? store.lastTrouble(addon)
    },
    close: flush,
  }
}
export type LogKeeping = ReturnType<typeof logKeeping>
