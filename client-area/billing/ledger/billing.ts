import type { BillingRun, BillingStep } from '../backend.ts'
import { laterOf } from '../calendar.ts'
import type { Invoice, Right } from '../records.ts'
import { agendaOf } from './agenda.ts'
import { finishRefunds } from './correcting.ts'
import { type DueStep, nextStep } from './due.ts'
import type { Ground } from './ground.ts'
import { lapse } from './lapsing.ts'
import { renew } from './renewing.ts'
import { end, retry, settleRenewal, suspend } from './retrying.ts'
import { type Step, stepDone } from './stepping.ts'
import { owedFor } from './holding.ts'
import { settleWaiting, type Waiting, waitingPayments } from './waiting.ts'

/** Something due: it does what is to be done, and answers with what is due next of the same thing. */
interface Entry {
  at: string
  run: () => Promise<Entry | undefined>
}

/**
 * Does everything that falls due until then, in the order of time, each at its own time. What could not be done is
 * written down and left for the next run; it keeps nothing else waiting.
 */
export const bill = async (
  ground: Ground,
  until: Date,
  { notBefore }: { notBefore?: Date } = {},
): Promise<BillingRun> => {
  const run = openRun(ground, until.toISOString(), notBefore?.toISOString() ?? '')
  await run.settleWhatWaits()
  await run.walk()
  return summaryOf(run.steps, run.troubles)
}

const openRun = (given: Ground, until: string, notBefore: string) => {
  const steps: BillingStep[] = []
  const troubles: string[] = []
  const agenda = agendaOf<Entry>()
  const groundAt = (at: string): Ground => ({ ...given, now: () => new Date(at) })

  const attempt = async (what: string, work: () => Promise<BillingStep | undefined>) => {
    try {
      const step = await work()
      if (step) steps.push(step)
      return step
    } catch (error) {
      given.log.error({ error }, `Billing: ${what} failed`)
      troubles.push(`${what}: ${error instanceof Error ? error.message : String(error)}`)
      return undefined
    }
  }

  const settleWhatWaits = async () => {
    const begin = given.now().toISOString() < until ? given.now().toISOString() : until
    for (const waiting of await waitingPayments(given)) {
      const at = laterOf(begin, waiting.payment.at)
      await attempt(`the payment ${waiting.payment.reference}`, () => settled(groundAt(at), waiting, at))
    }
    await attempt('a refund', () => finishRefunds(groundAt(begin)))
  }

  const dueOf = async (right: Right): Promise<Entry | undefined> => {
    const step = nextStep(right, await owedFor(given.stores, right))
    if (!step || step.at > until) return undefined
    const at = laterOf(step.at, notBefore)
    return { at, run: () => take({ ...step, at, right: right.id }) }
  }

  const take = async (step: Step) => {
    const done = await attempt(`${step.kind} ${step.right}`, () => verbs[step.kind](groundAt(step.at), step))
    const right = done && (await given.stores.rights.find(step.right))
    return right && dueOf(right)
  }

  const lapseOf = (invoice: Invoice): Entry => {
    const at = laterOf(invoice.dueAt ?? until, notBefore)
    const run = () => attempt(`the invoice ${invoice.number}`, () => lapse(given, invoice, at))
    return { at, run: async () => void (await run()) }
  }

  const walk = async () => {
    for (const right of await given.stores.rights.dueUntil(until)) put(await dueOf(right))
    for (const invoice of await given.stores.invoices.dueBefore(until))
      if (invoice.entitlementId === null && invoice.corrects === null) put(lapseOf(invoice))
    for (let entry = agenda.next(); entry; entry = agenda.next()) put(await entry.run())
  }
  const put = (entry: Entry | undefined) => entry && agenda.put(entry)

  return { steps, troubles, settleWhatWaits, walk }
}

const verbs: Record<DueStep['kind'], (ground: Ground, step: Step) => Promise<BillingStep | undefined>> = {
  renew,
  retry,
  settle: settleRenewal,
  suspend,
  'end unpaid': end,
  end,
}

const settled = async (ground: Ground, { payment, invoice }: Waiting, at: string) => {
  const after = await settleWaiting(ground, payment)
  if (after.state === payment.state && after.reason === payment.reason) return undefined
  return stepDone(whatBecame(after.state, after.reason), { at }, invoice, invoice)
}

const whatBecame = (state: string, reason: string | null): BillingStep['what'] => {
  if (state === 'succeeded') return 'paid'
  return reason === 'given back' ? 'payment refunded' : 'payment failed'
}

const summaryOf = (steps: BillingStep[], troubles: string[]): BillingRun => {
  const count = (...whats: BillingStep['what'][]) => steps.filter(({ what }) => whats.includes(what)).length
  return {
    renewed: count('renewed'),
    failed: count('renewal failed', 'payment failed'),
    suspended: count('suspended'),
    ended: count('ended'),
    voided: count('invoice void'),
    steps,
    troubles,
  }
}
