import { randomUUID } from 'node:crypto'
import type { Cycle } from '../../../contracts/marketplace-api.ts'
import type { Account } from '../../accounts/accounts.ts'
import type { Licence } from '../../accounts/licences.ts'
import type { Invoice, InvoiceSnapshot, Product } from '../records.ts'
import type { BillingStores } from '../stores.ts'
import { withTax } from '../tax.ts'
import { postLedger } from './bookkeeping.ts'
import type { BillingSettings } from './ground.ts'

/** What an invoice asks for. */
export interface Sale {
  licence: Licence
  account: Account
  product: Product
  cycle: Cycle
  currency: string
  net: number
  /** null: once and for all */
  period: { from: string; to: string } | null
  /** null: the right begins when it is paid */
  entitlementId: string | null
  at: string
  dueAt: string
}

/** Issues an invoice under the next number: what it says now it says for ever. */
export const issueInvoice = async (stores: BillingStores, { seller }: BillingSettings, sale: Sale) => {
  const invoice: Invoice = {
    id: randomUUID(),
    number: await stores.invoices.nextNumber('INV'),
    series: 'INV',
    accountId: sale.account.id,
    licenceId: sale.licence.id,
    addon: sale.product.addon,
    entitlementId: sale.entitlementId,
    corrects: null,
    state: 'open',
    currency: sale.currency,
    ...withTax(sale.net, sale.account.tax),
    snapshot: snapshotOf(seller, sale),
    createdAt: sale.at,
    issuedAt: sale.at,
    dueAt: sale.dueAt,
    paidAt: null,
    closedAt: null,
  }
  await stores.invoices.add(invoice)
  await postLedger(stores, { kind: 'issue', invoice, at: sale.at })
  await tellOf(stores, invoice, sale.at)
  return invoice
}

/** Stores a changed invoice and tells its help desk. */
export const changeInvoice = async (
  stores: BillingStores,
  invoice: Invoice,
  change: Partial<Invoice>,
  at: string,
) => {
  const changed = { ...invoice, ...change }
  await stores.invoices.put(changed)
  await tellOf(stores, changed, at)
  return changed
}

const tellOf = ({ events }: BillingStores, { number, licenceId }: Invoice, at: string) =>
  number === null ? Promise.resolve() : events.add(licenceId, { type: 'invoice.changed', object: number, at })

const snapshotOf = (seller: InvoiceSnapshot['seller'], sale: Sale): InvoiceSnapshot => ({
  seller,
  buyer: {
    name: sale.account.name,
    email: sale.account.email,
    address: sale.account.address ?? '',
    taxId: sale.account.taxId ?? '',
  },
  licence: { keyEnd: sale.licence.keyEnd, panel: sale.licence.panel },
  tax: sale.account.tax,
  lines: [
    {
      text: `${sale.product.name}, ${sale.cycle === 'one-time' ? 'one time' : sale.cycle}`,
      addon: sale.product.addon,
      author: sale.product.author,
      cycle: sale.cycle,
      period: sale.period,
      ...withTax(sale.net, sale.account.tax),
    },
  ],
})
