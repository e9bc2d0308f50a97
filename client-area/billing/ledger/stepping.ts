import type { BillingStep } from '../backend.ts'
import type { Invoice, Right } from '../records.ts'
import { type DueStep, nextStep } from './due.ts'
import type { Subscription } from './holding.ts'

/** A step of a subscription, found due when it was looked for. */
export interface Step extends DueStep {
  /** the subscription's id */
  right: string
}

/** Whether it is still what comes next: somebody may have paid, cancelled or taken the same step meanwhile. */
export const isStillNext = ({ kind, at }: Step, { right, owed }: Subscription) => {
  const next = nextStep(right, owed)
  return next !== undefined && next.kind === kind && next.at <= at
}

export const stepDone = (
  what: BillingStep['what'],
  { at }: { at: string },
  { accountId, licenceId, addon }: Pick<Right, 'accountId' | 'licenceId' | 'addon'>,
  invoice?: Pick<Invoice, 'number' | 'total' | 'currency'>,
): BillingStep => ({
  at,
  what,
  account: accountId,
  licence: licenceId,
  addon,
  invoice: invoice?.number ?? null,
  total: invoice?.total ?? null,
  currency: invoice?.currency ?? null,
})
