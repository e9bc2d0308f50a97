import type { Office } from './backend.ts'

interface Scheduled {
  office: Pick<Office, 'recover' | 'bill'>
  now: () => Date
  log: { error: (details: object, message: string) => void }
}

const minute = 60_000

/** Settles lost answers each minute and bills what is due each hour, one at a time. Answers with a stop that waits. */
export const startSchedule = ({ office, now, log }: Scheduled) => {
  let running = Promise.resolve()
  const run = (work: () => Promise<unknown>) => {
    running = running.then(work).then(
      () => undefined,
      (error: unknown) => log.error({ error }, 'Billing by schedule failed; it is tried again.'),
    )
  }
  const timers = [
    setInterval(() => run(office.recover), minute).unref(),
    setInterval(() => run(() => office.bill(now())), 60 * minute).unref(),
  ]
  return () => {
    for (const timer of timers) clearInterval(timer)
    return running
  }
}
