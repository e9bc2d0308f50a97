import type { Silence } from '../entitlements.ts'

/** How long nobody has answered, counted in the time that this panel ran. */
export interface Quiet {
  answeredAt: string | null
  ms: number
  /** when this was counted last */
  countedAt: string
}

const day = 86_400_000
const lapsesAfter = 60 * day
const warnsAfter = 30 * day
// one rest between two looks, and some more: a stopped machine and a clock that jumps add no more than that
const mostAtOnce = 20 * 60_000

/** The client area answered. */
export const heard = (now: Date): Quiet => ({
  answeredAt: now.toISOString(),
  ms: 0,
  countedAt: now.toISOString(),
})

/**
 * Nobody answered: because the client area is away, or because this help desk is not connected, or offline; all of it is
 * silence. `isFirst`: the first look of a process, before which nobody knows how long the panel stood still.
 */
export const unheard = (quiet: Quiet | undefined, now: Date, isFirst: boolean): Quiet => {
  const countedAt = now.toISOString()
  if (!quiet) return { answeredAt: null, ms: 0, countedAt }
  const passed = now.getTime() - Date.parse(quiet.countedAt)
  const counts = !isFirst && passed > 0 && passed <= 4 * mostAtOnce
  return { ...quiet, ms: quiet.ms + (counts ? Math.min(passed, mostAtOnce) : 0), countedAt }
}

/** Long enough to switch subscriptions off. */
export const isOver = (quiet: Quiet | undefined) => quiet !== undefined && quiet.ms >= lapsesAfter

export const silenceIn = (quiet: Quiet | undefined, now: Date): Silence => {
  const ms = quiet?.ms ?? 0
  return {
    answeredAt: quiet?.answeredAt ?? null,
    days: Math.floor(ms / day),
    lapsesAt: ms >= warnsAfter ? new Date(now.getTime() + Math.max(0, lapsesAfter - ms)).toISOString() : null,
  }
}
