import type { InvoiceSummary } from '../../../../contracts/marketplace-api.ts'
import type { Invoice } from '../../records.ts'
import type { BillingSettings } from '../ground.ts'

export const invoiceOf = (
  { publicUrl }: Pick<BillingSettings, 'publicUrl'>,
  invoice: Invoice,
): InvoiceSummary => {
  const number = invoice.number ?? ''
  const { state, addon, entitlementId, currency, total, paidAt } = invoice
  const issuedAt = invoice.issuedAt ?? invoice.createdAt
  const dueAt = invoice.dueAt ?? issuedAt
  const url = `${publicUrl}/invoices/${encodeURIComponent(number)}`
  return { number, state, addon, entitlement: entitlementId, currency, total, issuedAt, dueAt, paidAt, url }
}
