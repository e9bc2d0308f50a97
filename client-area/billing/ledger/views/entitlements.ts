import type { Entitlement } from '../../../../contracts/marketplace-api.ts'
import type { Right } from '../../records.ts'
import { nextStep, type Owed } from '../due.ts'
import type { BillingSettings } from '../ground.ts'
import { netAt } from '../rights.ts'
import { invoiceOf } from './invoices.ts'

interface Around {
  owed: Owed | undefined
  taxed: (net: number) => number
  settings: Pick<BillingSettings, 'publicUrl'>
}

export const entitlementOf = (right: Right, around: Around): Entitlement => ({
  id: right.id,
  licence: right.licenceId,
  addon: right.addon,
  kind: right.kind,
  cycle: right.cycle,
  state: right.state,
  since: right.since,
  paidUntil: right.paidUntil,
  nextCharge: nextChargeOf(right, around),
  priceChange: priceChangeOf(right, around),
  pastDueSince: right.pastDueSince,
  invoice: dueInvoiceOf(around),
  usableUntil: right.usableUntil,
  endedAt: right.endedAt,
  endedBecause: right.endedBecause,
  endsAt: right.endsAt,
  major: right.major,
  revision: right.revision,
})

const nextChargeOf = (right: Right, { owed, taxed }: Around): Entitlement['nextCharge'] => {
  const { currency } = right
  const step = nextStep(right, owed)
  if (currency === null || (step?.kind !== 'renew' && step?.kind !== 'retry')) return null
  const amount = owed ? owed.invoice.total : taxed(netAt(right, step.at) ?? 0)
  return { at: step.at, amount, currency }
}

const priceChangeOf = (right: Right, { taxed }: Around): Entitlement['priceChange'] => {
  const { newNet, newNetFrom, currency } = right
  if (newNet === null || newNetFrom === null || currency === null || right.state === 'ended') return null
  return { from: newNetFrom, amount: taxed(newNet), currency }
}

const dueInvoiceOf = ({ owed, settings }: Around): Entitlement['invoice'] => {
  if (!owed) return null
  const { number, total, currency, url } = invoiceOf(settings, owed.invoice)
  return { number, total, currency, url }
}
