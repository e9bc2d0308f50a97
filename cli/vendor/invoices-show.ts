import { type Command, Failed } from '../command.ts'
import { invoiceData, invoiceLine, invoiceLines } from './billing-lines.ts'
import { accountIdsOf, printList, withBilling } from './with-billing.ts'
import { json } from './with-client-area.ts'

export const invoicesShow: Command = {
  words: ['invoices', 'show'],
  about: 'Shows an invoice in full, or all of an account, newest first.',
  positionals: ['NUMBER-or-ACCOUNT'],
  options: { json },
  run: (given, [name = ''], io) =>
    withBilling(io, async ({ stores, desk }) => {
      if (!isNumber(name)) {
        const invoices = await desk.invoices(await accountIdsOf(stores, name))
        return printList(io, given, invoices, { data: invoiceData, line: invoiceLine })
      }
      const found = await desk.invoiceNumbered(name.toUpperCase())
      if (!found) throw new Failed(`There is no invoice ${name}.`)
      if (!given['json']) return io.out(`${invoiceLines(found).join('\n')}\n`)
      const { invoice, payments, corrections } = found
      const { snapshot } = invoice
      const data = { ...invoiceData(invoice), snapshot, payments, corrections: corrections.map(invoiceData) }
      return io.out(`${JSON.stringify(data, null, 2)}\n`)
    }),
}

const isNumber = (name: string) => /^[A-Z]{1,10}-?\d+$/i.test(name)
