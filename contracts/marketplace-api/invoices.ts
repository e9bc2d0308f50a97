import { z } from 'zod'
import { addonSlug, amount, currency, id, moment } from './money.ts'

export const invoiceStates = ['draft', 'open', 'processing', 'paid', 'void', 'refunded'] as const
export type InvoiceState = (typeof invoiceStates)[number]

/** `GET /api/v1/invoices`, `/invoices/{number}`: an invoice of this licence. */
export const invoiceSummary = z.object({
  number: z.string().regex(/^[A-Z0-9-]{1,30}$/),
  state: z.enum(invoiceStates),
  addon: addonSlug,
  entitlement: id.nullable(),
  currency,
  total: amount,
  issuedAt: moment,
  dueAt: moment,
  paidAt: moment.nullable(),
  /** where a person pays it, or reads it */
  url: z.url({ protocol: /^https?$/ }).max(500),
})
export type InvoiceSummary = z.infer<typeof invoiceSummary>
export const invoiceList = z.object({ invoices: z.array(invoiceSummary).max(200) })
