import type { InvoiceInFull } from '../backend.ts'
import type { Ground } from './ground.ts'

/** Invoices and credit notes of an account, as its people read them. */
export const invoicesOf = ({ stores }: Ground) => ({
  async invoices(accountIds: string[]) {
    const all = await stores.invoices.ofAccounts(accountIds)
    return all.filter(({ state }) => state !== 'draft')
  },
  async invoiceNumbered(number: string): Promise<InvoiceInFull | undefined> {
    const invoice = await stores.invoices.findByNumber(number)
    if (!invoice || invoice.state === 'draft') return undefined
    const payments = await stores.payments.of(invoice.id)
    return { invoice, payments, corrections: await stores.invoices.corrections(invoice.id) }
  },
})
