import type { Entitlement, InvoiceSummary, Purchase } from '../../../contracts/marketplace-api.ts'
import type { Invoice, Order, Right } from '../records.ts'
import type { BillingStores } from '../stores.ts'
import { withTax } from '../tax.ts'
import { nextStep, type Owed } from './due.ts'
import type { BillingSettings } from './ground.ts'
import { netAt } from './rights.ts'

/** What help desks read: made from the stores each time, so that two readings can't differ from one another. */
export const viewsIn = (stores: BillingStores, settings: Pick<BillingSettings, 'publicUrl'>) => ({
  purchase: async (order: Order): Promise<Purchase> => {
    const invoice = order.invoiceId === null ? undefined : await stores.invoices.find(order.invoiceId)
    return purchaseOf(order, invoice ? invoiceOf(settings, invoice) : null)
  },
  invoice: (invoice: Invoice) => invoiceOf(settings, invoice),
  entitlement: async (right: Right): Promise<Entitlement> => {
    const owed = await owedFor(stores, right)
    const account = await stores.accounts.find(right.accountId)
    const taxed = (net: number) => withTax(net, account?.tax ?? null).total
    return entitlementOf(right, { owed, taxed, settings })
  },
})

/** What a right owes: its open invoice, with the attempts to pay it. */
export const owedFor = async (
  { invoices, payments }: BillingStores,
  { id }: Pick<Right, 'id'>,
): Promise<Owed | undefined> => {
  const [invoice] = await invoices.openOf(id)
  return invoice && { invoice, payments: await payments.of(invoice.id) }
}

const invoiceOf = ({ publicUrl }: Pick<BillingSettings, 'publicUrl'>, invoice: Invoice): InvoiceSummary => {
  const number = invoice.number ?? ''
  const { state, addon, entitlementId, currency, total, paidAt } = invoice
  const issuedAt = invoice.issuedAt ?? invoice.createdAt
  const dueAt = invoice.dueAt ?? issuedAt
  const url = `${publicUrl}/invoices/${encodeURIComponent(number)}`
  return { number, state, addon, entitlement: entitlementId, currency, total, issuedAt, dueAt, paidAt, url }
}

const purchaseOf = (order: Order, invoice: InvoiceSummary | null): Purchase => ({
  reference: order.reference,
  licence: order.licenceId,
  account: order.accountId,
  addon: order.addon,
  cycle: order.cycle,
  currency: order.currency,
  total: order.total,
  state: order.state,
  refusal: order.refusal,
  invoice,
  entitlement: order.entitlementId,
  placedAt: order.placedAt,
  changedAt: order.changedAt,
})

interface Around {
  owed: Owed | undefined
  taxed: (net: number) => number
  settings: Pick<BillingSettings, 'publicUrl'>
}

const entitlementOf = (right: Right, around: Around): Entitlement => ({
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
