import type { Entitlement, InvoiceSummary, Purchase } from '../../../contracts/marketplace-api.ts'
import type { Invoice, Order, Right } from '../records.ts'
import type { BillingStores } from '../stores.ts'
import { withTax } from '../tax.ts'
import type { Owed } from './due.ts'
import type { BillingSettings } from './ground.ts'
import { entitlementOf } from './views/entitlements.ts'
import { invoiceOf } from './views/invoices.ts'

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
