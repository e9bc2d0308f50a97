import type { Office } from './backend.ts'

interface Scheduled {
  office: Pick<Office, 'recover' | 'bill'>
  now: () => Date
  log: Record<'info' | 'error', (details: object, message: string) => void>
}

const minute = 60_000
const hour = 60 * minute

/** Settles lost answers each minute and bills what is due each hour, one at a time. Answers with a stop that waits. */
export const startSchedule = ({ office, now, log }: Scheduled) => {
  let running = Promise.resolve()
  const run = (work: () => Promise<unknown>) => {
    running = running.then(work).then(
      () => undefined,
      (error: unknown) => log.error({ error }, 'Billing by schedule failed; it is tried again.'),
    )
  }
  // After an outage what is late happens now: nobody's days to pay are over before the first of them was announced.
  const bill = async () => {
    const until = now()
    const notBefore = new Date(until.getTime() - 2 * hour)
    const { steps, troubles, ...counts } = await office.bill(until, { notBefore })
    if (steps.length + troubles.length > 0) log.info({ ...counts, troubles: troubles.length }, 'Billed')
  }
  const timers = [
    setInterval(() => run(office.recover), minute).unref(),
    setInterval(() => run(bill), hour).unref(),
  ]
  return () => {
    for (const timer of timers) clearInterval(timer)
    return running
  }
}
